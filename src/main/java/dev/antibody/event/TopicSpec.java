package dev.antibody.event;

import java.util.Map;
import java.util.OptionalInt;

/**
 * A topic as it is declared.
 *
 * @param partitions at least 1
 * @param replicas wished replication; empty takes the cluster's default
 * @param config topic settings of Kafka, by name
 */
public record TopicSpec(String name, int partitions, OptionalInt replicas, Map<String, String> config) {

    public TopicSpec {
        config = Map.copyOf(config);
        if (partitions < 1) {
            throw new IllegalArgumentException("topic " + name + " has " + partitions + " partitions");
        }
        if (replicas.isPresent() && (replicas.getAsInt() < 1 || replicas.getAsInt() > Short.MAX_VALUE)) {
            throw new IllegalArgumentException("topic " + name + " has " + replicas.getAsInt() + " replicas");
        }
    }
}
