package dev.antibody.scoring;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.Options;

/**
 * Native memory of a buffer's store: at most 2 MiB a partition are written to, where Kafka Streams' default is 48 MiB. A
 * buffer holds one batch. Kafka Streams makes one by the public constructor and closes what is native itself.
 */
public final class SmallStore implements RocksDBConfigSetter {

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        options.setWriteBufferSize(1L << 20);
        options.setMaxWriteBufferNumber(2);
    }

    @Override
    public void close(String storeName, Options options) {
        // nothing of its own
    }
}
