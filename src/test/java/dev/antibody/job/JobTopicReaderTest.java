package dev.antibody.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.event.avro.Job;
import dev.antibody.event.avro.JobState;
import java.net.ConnectException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobTopicReaderTest {

    private static final Deserializer<Job> AVRO = JobsTopic.deserializer();

    private final JobsTopic topic = new JobsTopic(3);
    private final List<String> decoded = new ArrayList<>();
    private int callsBeforeOutage = Integer.MAX_VALUE;
    private final JobTopicReader reader = new JobTopicReader(topic, this::decode);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void shouldTakeEveryRecordOnceWhenTheRegistryIsAwayInTheMiddle(int taken) {
        for (int partition = 0; partition < 3; partition++) {
            topic.write(partition, job("first-" + partition));
            topic.write(partition, job("second-" + partition));
        }
        callsBeforeOutage = taken;
        assertThatThrownBy(this::read)
                .isInstanceOf(TimeoutException.class)
                .hasMessage("the schema registry does not answer");
        assertThat(reader.jobs()).hasSize(taken);

        callsBeforeOutage = Integer.MAX_VALUE;
        read();

        assertThat(decoded)
                .containsExactlyInAnyOrder("first-0", "second-0", "first-1", "second-1", "first-2", "second-2");
        assertThat(reader.jobs()).containsOnlyKeys(decoded);
    }

    @Test
    void shouldKeepTheLastStateOfEachJobAndForgetDeletedOnes() {
        topic.write(0, job("sums"));
        topic.write(1, job("gone"));
        topic.write(0, job("sums").in(JobState.CLOSING));
        topic.append(1, "gone", null);

        read();

        assertThat(reader.jobs()).containsOnlyKeys("sums");
        assertThat(reader.jobs().get("sums")).isEqualTo(job("sums").in(JobState.CLOSING));
    }

    @Test
    void shouldLeaveOutRecordsThatAreNoJobAndReadOn() {
        topic.append(0, "sums", new byte[] {1, 2, 3});
        topic.append(0, null, new byte[] {0});
        topic.write(0, job("sums"));

        read();

        assertThat(reader.jobs()).containsOnlyKeys("sums");
    }

    private Job decode(String name, byte[] bytes) {
        if (callsBeforeOutage-- <= 0) {
            throw new SerializationException("no schema", new ConnectException("refused"));
        }
        Job job = AVRO.deserialize(name, bytes);
        decoded.add(job.getId());
        return job;
    }

    private void read() {
        reader.readTo(topic::ends, System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
    }

    private static JobDefinition job(String id) {
        return JobDefinition.open(id, JobSettings.defaults(), Instant.EPOCH);
    }
}
