package dev.antibody.embedded;

import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.ParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.SimpleParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/**
 * The rules of a registry over its log. Every change is decided on the log as it stands, appended, and read back before it
 * is answered: an id that a client has seen is in the log. Nothing fences a second registry that writes at the same moment.
 */
final class SchemaStore implements AutoCloseable {

    private final SchemaLog log;
    private final RegistryState state = new RegistryState();

    SchemaStore(SchemaLog log) {
        this.log = log;
        replay();
    }

    RegistryState state() {
        return state;
    }

    /** The id of a schema that is, or now becomes, a version of the subject. */
    synchronized int register(String subject, AvroSchema schema) {
        return writing(() -> {
            Optional<SchemaVersion> known = find(subject, schema);
            if (known.isPresent()) {
                return known.get().id();
            }
            List<SchemaVersion> versions = state.versions(subject);
            List<String> differences = differences(schema, state.level(subject), versions);
            if (!differences.isEmpty()) {
                throw RegistryException.incompatible(subject, String.join("; ", differences));
            }
            String text = schema.canonicalString();
            int next =
                    versions.isEmpty() ? 1 : versions.get(versions.size() - 1).version() + 1;
            SchemaVersion version = new SchemaVersion(subject, next, state.idFor(text), text);
            log.append(SchemaRecords.schemaKey(version), SchemaRecords.schemaValue(version));
            return version.id();
        });
    }

    /** Sets the level of a subject, or of all others when it is empty. */
    synchronized void setLevel(String subject, CompatibilityLevel level) {
        writing(() -> {
            log.append(SchemaRecords.configKey(subject), SchemaRecords.configValue(level));
            return level;
        });
    }

    /** The schema of an id. One that is not known is looked for in the log, where another registry may have put it. */
    Optional<String> schema(int id) {
        return state.schema(id).or(() -> afterReplay(id));
    }

    private synchronized Optional<String> afterReplay(int id) {
        try {
            replay();
        } catch (KafkaException e) {
            throw RegistryException.storeUnavailable(); // not "no such schema", which would be final
        }
        return state.schema(id);
    }

    /** The version of the subject that has this schema, if any. */
    Optional<SchemaVersion> find(String subject, AvroSchema schema) {
        String text = schema.canonicalString();
        return state.versions(subject).stream()
                .filter(version -> version.schema().equals(text))
                .reduce((earlier, later) -> later);
    }

    /** Why the schema may not follow these versions; empty when it may. */
    List<String> differences(AvroSchema schema, CompatibilityLevel level, List<SchemaVersion> versions) {
        List<ParsedSchemaHolder> previous = new ArrayList<>();
        versions.forEach(version -> previous.add(new SimpleParsedSchemaHolder(new AvroSchema(version.schema()))));
        return schema.isCompatible(level, previous);
    }

    private <T> T writing(java.util.function.Supplier<T> change) {
        try {
            // an append that failed for its caller may have reached the log after all
            replay();
            T answer = change.get();
            replay();
            return answer;
        } catch (KafkaException e) {
            throw RegistryException.storeUnavailable();
        }
    }

    private void replay() {
        log.replay(entry -> SchemaRecords.apply(entry, state));
    }

    @Override
    public synchronized void close() {
        log.close();
    }
}
