package dev.antibody.embedded;

import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the log says so far: schemas by id, versions by subject, compatibility by subject. Written by the one thread that
 * reads the log, in its order; safe to read from others.
 */
final class RegistryState {

    private final Map<Integer, String> schemas = new ConcurrentHashMap<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<String, TreeMap<Integer, SchemaVersion>> subjects = new TreeMap<>();
    private final Map<String, CompatibilityLevel> levels = new HashMap<>();
    private int lastId;

    synchronized void put(SchemaVersion version, boolean deleted) {
        schemas.put(version.id(), version.schema());
        ids.putIfAbsent(version.schema(), version.id());
        lastId = Math.max(lastId, version.id());
        if (deleted) {
            removeVersion(version.subject(), version.version());
        } else {
            subjects.computeIfAbsent(version.subject(), subject -> new TreeMap<>())
                    .put(version.version(), version);
        }
    }

    /** Forgets a version but not its id, since records that carry the id stay readable. */
    synchronized void removeVersion(String subject, int version) {
        subjects.computeIfPresent(subject, (name, versions) -> {
            versions.remove(version);
            return versions.isEmpty() ? null : versions;
        });
    }

    synchronized void setLevel(String subject, CompatibilityLevel level) {
        levels.put(subject, level);
    }

    synchronized void removeLevel(String subject) {
        levels.remove(subject);
    }

    /** The level of a subject, or the global one ({@code ""}), or Confluent's default. */
    synchronized CompatibilityLevel level(String subject) {
        return levels.getOrDefault(subject, levels.getOrDefault("", CompatibilityLevel.BACKWARD));
    }

    Optional<String> schema(int id) {
        return Optional.ofNullable(schemas.get(id));
    }

    /** The id that a schema has already, or the next one. */
    synchronized int idFor(String schema) {
        return ids.getOrDefault(schema, lastId + 1);
    }

    synchronized Set<String> subjects() {
        return Set.copyOf(subjects.keySet());
    }

    /** Versions of a subject from the first to the latest; empty when there is no such subject. */
    synchronized List<SchemaVersion> versions(String subject) {
        Collection<SchemaVersion> versions =
                subjects.getOrDefault(subject, new TreeMap<>()).values();
        return List.copyOf(versions);
    }
}
