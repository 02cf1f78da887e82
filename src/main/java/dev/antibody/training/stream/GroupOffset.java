package dev.antibody.training.stream;

import dev.antibody.checkpoint.CheckpointException;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.CheckpointManifest;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where a partition is read on from, as the group's offset and the manifests say; both were committed together, so they
 * must agree. The offset's metadata tell up to where unusable records have become dead letters: no job accounts for them.
 *
 * @param resume where to begin; empty: at the partition's beginning
 * @param settled unusable records below this offset are dead letters already
 */
record GroupOffset(OptionalLong resume, long settled) {

    private static final Pattern METADATA = Pattern.compile("read to ([0-9]{1,18})");

    /**
     * Compares the two.
     *
     * @param group what the group has committed; null when nothing, or when it has expired
     * @param manifests of the partition, each job's newest at least
     * @throws CheckpointException if they contradict one another
     */
    static GroupOffset of(
            TopicPartition partition, @Nullable OffsetAndMetadata group, Collection<CheckpointManifest> manifests) {
        OptionalLong resume = manifests.stream()
                .mapToLong(CheckpointManifest::getResumeOffset)
                .max();
        if (group == null) {
            return new GroupOffset(resume, 0);
        }
        OptionalLong settled = settled(group.metadata());
        String stands = "group " + Topics.TRAINER_GROUP + " stands at offset " + group.offset() + " of " + partition;
        if (resume.isPresent() && resume.getAsLong() != group.offset()) {
            throw new CheckpointException(stands + ", but the newest checkpoint was committed with offset "
                    + resume.getAsLong() + "; delete the group's offset, and training goes on from the checkpoint");
        }
        if (resume.isEmpty() && settled.isEmpty() && group.offset() > 0) {
            throw new CheckpointException(
                    stands + ", but there is no checkpoint; delete the group's offset, and training begins anew");
        }
        return new GroupOffset(OptionalLong.of(group.offset()), settled.orElse(0));
    }

    /** What to commit. */
    static OffsetAndMetadata committed(long resume, long settled) {
        return new OffsetAndMetadata(resume, "read to " + settled);
    }

    private static OptionalLong settled(@Nullable String metadata) {
        Matcher matcher = METADATA.matcher(metadata == null ? "" : metadata);
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }
}
