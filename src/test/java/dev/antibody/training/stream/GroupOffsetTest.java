package dev.antibody.training.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.checkpoint.CheckpointException;
import dev.antibody.event.avro.CheckpointManifest;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GroupOffsetTest {

    private static final TopicPartition PARTITION = new TopicPartition("antibody.samples.scored", 1);

    @Test
    void shouldBeginAtTheBeginningWhenNothingIsCommitted() {
        assertThat(GroupOffset.of(PARTITION, null, List.of())).isEqualTo(new GroupOffset(OptionalLong.empty(), 0));
    }

    @Test
    void shouldGoOnFromTheNewestCheckpointWhenTheGroupsOffsetHasExpired() {
        assertThat(GroupOffset.of(PARTITION, null, List.of(manifest(4), manifest(9), manifest(7))))
                .isEqualTo(new GroupOffset(OptionalLong.of(9), 0));
    }

    @Test
    void shouldKnowUpToWhereRecordsHaveBecomeDeadLetters() {
        assertThat(GroupOffset.of(PARTITION, GroupOffset.committed(9, 15), List.of(manifest(9))))
                .isEqualTo(new GroupOffset(OptionalLong.of(9), 15));
        assertThat(GroupOffset.of(PARTITION, GroupOffset.committed(3, 15), List.of()))
                .isEqualTo(new GroupOffset(OptionalLong.of(3), 15));
    }

    @Test
    void shouldRefuseAnOffsetThatWasSetBack() {
        assertThatThrownBy(() -> GroupOffset.of(PARTITION, new OffsetAndMetadata(2), List.of(manifest(9))))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("group antibody-trainer stands at offset 2 of antibody.samples.scored-1, but the newest"
                        + " checkpoint was committed with offset 9; delete the group's offset, and training goes on"
                        + " from the checkpoint");
    }

    @Test
    void shouldRefuseAnOffsetThatWasSetForward() {
        assertThatThrownBy(() -> GroupOffset.of(PARTITION, GroupOffset.committed(12, 12), List.of(manifest(9))))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("stands at offset 12");
    }

    @Test
    void shouldRefuseAnOffsetThatNoTrainerCommitted() {
        assertThatThrownBy(() -> GroupOffset.of(PARTITION, new OffsetAndMetadata(12), List.of()))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("group antibody-trainer stands at offset 12 of antibody.samples.scored-1, but there is no"
                        + " checkpoint; delete the group's offset, and training begins anew");
    }

    private static CheckpointManifest manifest(long resumeOffset) {
        return Manifests.valid().setResumeOffset(resumeOffset).build();
    }
}
