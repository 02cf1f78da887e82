package dev.antibody.scoring;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/** How buffered records lie in the store and its changelog; the first byte is the version of this form. */
final class ReceivedRecordSerde {

    private static final int VERSION = 1;
    private static final int ABSENT = -1;

    private ReceivedRecordSerde() {}

    static Serde<ReceivedRecord> create() {
        return Serdes.serdeFrom(
                (topic, received) -> received == null ? null : write(received),
                (topic, bytes) -> bytes == null ? null : read(bytes));
    }

    private static byte[] write(ReceivedRecord received) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(received.topic());
            out.writeInt(received.partition());
            out.writeLong(received.offset());
            out.writeLong(received.timestamp());
            writeBytes(out, received.key());
            writeBytes(out, received.value());
            out.writeInt(received.headers().size());
            for (Header header : received.headers()) {
                writeBytes(out, header.key().getBytes(StandardCharsets.UTF_8));
                writeBytes(out, header.value());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static ReceivedRecord read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new SerializationException("a buffered record of form " + version + ": this program knows form "
                        + VERSION + ", start the one that wrote it and stop it when it is idle");
            }
            String topic = in.readUTF();
            int partition = in.readInt();
            long offset = in.readLong();
            long timestamp = in.readLong();
            byte @Nullable [] key = readBytes(in);
            byte @Nullable [] value = readBytes(in);
            int count = in.readInt();
            List<Header> headers = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                byte @Nullable [] name = readBytes(in);
                headers.add(
                        new RecordHeader(name == null ? "" : new String(name, StandardCharsets.UTF_8), readBytes(in)));
            }
            return new ReceivedRecord(topic, partition, offset, timestamp, key, value, headers);
        } catch (IOException e) {
            throw new SerializationException("a buffered record is broken", e);
        }
    }

    private static void writeBytes(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            out.writeInt(ABSENT);
        } else {
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    private static byte @Nullable [] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length == ABSENT ? null : in.readNBytes(length);
    }
}
