package dev.antibody.checkpoint;

import dev.antibody.event.RegistryOutage;
import dev.antibody.event.avro.CheckpointManifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the checkpoints topic says, as far as it was read. Not thread-safe. */
final class ManifestTable {

    private static final Logger LOGGER = LoggerFactory.getLogger(ManifestTable.class);

    private final Deserializer<CheckpointManifest> deserializer;
    private final Map<String, NavigableMap<Long, CheckpointManifest>> versions = new TreeMap<>();
    private final Map<String, CheckpointManifest> live = new HashMap<>();

    ManifestTable(Deserializer<CheckpointManifest> deserializer) {
        this.deserializer = deserializer;
    }

    /** Manifests of all jobs by job, then by version. */
    Map<String, NavigableMap<Long, CheckpointManifest>> versions() {
        return versions;
    }

    /**
     * Candidates for a job's live adapter: the live checkpoint, then the ones before it, newest first. The reference
     * adapter is none: it is what a job is scored with while there is no other.
     */
    List<CheckpointManifest> candidates(String job) {
        CheckpointManifest newest = live.get(job);
        if (newest == null || newest.getVersion() <= ReferenceCheckpoint.VERSION) {
            return List.of();
        }
        List<CheckpointManifest> candidates = new ArrayList<>();
        candidates.add(newest);
        NavigableMap<Long, CheckpointManifest> all = versions.getOrDefault(job, new TreeMap<>());
        candidates.addAll(all.subMap(ReferenceCheckpoint.VERSION, false, newest.getVersion(), false)
                .descendingMap()
                .values());
        return candidates;
    }

    /**
     * Takes records of the topic.
     *
     * @param consumer that gave them; set back in front of them when they cannot be read now
     * @return the jobs that they are about
     * @throws TimeoutException if the schema registry does not answer; nothing was taken then
     */
    Set<String> take(Consumer<?, ?> consumer, ConsumerRecords<String, byte[]> records) {
        List<@Nullable CheckpointManifest> manifests = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                manifests.add(
                        record.value() == null
                                ? null
                                : deserializer.deserialize(record.topic(), record.headers(), record.value()));
            } catch (RuntimeException e) {
                if (RegistryOutage.isCauseOf(e)) {
                    for (TopicPartition partition : records.partitions()) {
                        consumer.seek(
                                partition, records.records(partition).get(0).offset());
                    }
                    throw new TimeoutException("the schema registry does not answer", e);
                }
                manifests.add(null);
                skip(record);
            }
        }
        Set<String> changed = new LinkedHashSet<>();
        int next = 0;
        for (ConsumerRecord<String, byte[]> record : records) {
            CheckpointManifest manifest = manifests.get(next++);
            if (manifest != null) {
                take(record, manifest);
                changed.add(manifest.getJob());
            }
        }
        return changed;
    }

    private void take(ConsumerRecord<String, byte[]> record, CheckpointManifest manifest) {
        String job = manifest.getJob();
        if (CheckpointKeys.live(job).equals(record.key())) {
            live.put(job, manifest);
        } else if (CheckpointKeys.manifest(job, manifest.getVersion()).equals(record.key())) {
            versions.computeIfAbsent(job, unknown -> new TreeMap<>()).put(manifest.getVersion(), manifest);
        } else {
            skip(record);
        }
    }

    private static void skip(ConsumerRecord<String, byte[]> record) {
        LOGGER.atWarn()
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .log("left out a record of the checkpoints topic that is no manifest of its key");
    }
}
