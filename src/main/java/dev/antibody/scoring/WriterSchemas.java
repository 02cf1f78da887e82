package dev.antibody.scoring;

import dev.antibody.event.RegistryOutage;
import dev.antibody.event.avro.Sample;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientFactory;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Schemas that samples were written with, by their ids in the registry. What the registry said of an id once is kept,
 * unless it was that it does not know it. Thread-safe.
 */
final class WriterSchemas {

    private static final int CACHED_IDS = 1000;
    private static final int NOT_FOUND = 404;
    private static final long BACK_OFF_MS = 250;

    private final SchemaRegistryClient registry;
    private final Duration patience;
    private final Map<Integer, Schema> readable = new ConcurrentHashMap<>();

    WriterSchemas(SchemaRegistryClient registry, Duration patience) {
        this.registry = registry;
        this.patience = patience;
    }

    /** @param config of Confluent's registry client, with {@code schema.registry.url} */
    static WriterSchemas open(Map<String, ?> config, Duration patience) {
        List<String> urls =
                List.of(String.valueOf(config.get("schema.registry.url")).split(","));
        return new WriterSchemas(
                SchemaRegistryClientFactory.newClient(
                        urls, CACHED_IDS, List.of(new AvroSchemaProvider()), config, Map.of()),
                patience);
    }

    /**
     * A schema that a {@link Sample} can be read with.
     *
     * @throws BadRecordException if the registry answers that it does not know the id, or it is another sort of schema
     * @throws RegistryUnavailableException if the registry does not answer for a while
     */
    Schema find(int id) throws BadRecordException {
        Schema known = readable.get(id);
        if (known != null) {
            return known;
        }
        Schema writer = ask(id);
        if (SchemaCompatibility.checkReaderWriterCompatibility(Sample.getClassSchema(), writer)
                        .getType()
                != SchemaCompatibilityType.COMPATIBLE) {
            throw new BadRecordException("schema id " + id + " is not that of a sample");
        }
        readable.put(id, writer);
        return writer;
    }

    private Schema ask(int id) throws BadRecordException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                ParsedSchema schema = registry.getSchemaById(id);
                if (schema instanceof AvroSchema avro) {
                    return avro.rawSchema();
                }
                throw new BadRecordException("schema id " + id + " is not an Avro schema");
            } catch (RestClientException e) {
                if (e.getStatus() == NOT_FOUND) {
                    throw new BadRecordException("unknown schema id " + id);
                }
                // any other answer, such as "not authorised", says nothing about the record
                backOff(deadline, e);
            } catch (IOException e) {
                if (!RegistryOutage.isCauseOf(e)) {
                    throw new BadRecordException("schema id " + id + " is not an Avro schema");
                }
                backOff(deadline, e);
            }
        }
    }

    private static void backOff(long deadline, Exception cause) {
        if (System.nanoTime() - deadline > 0) {
            throw new RegistryUnavailableException(cause);
        }
        try {
            Thread.sleep(BACK_OFF_MS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
