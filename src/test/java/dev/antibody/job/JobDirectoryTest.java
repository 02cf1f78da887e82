package dev.antibody.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.event.avro.Job;
import dev.antibody.event.avro.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class JobDirectoryTest {

    private static final JobDefinition SUMS = JobDefinition.open("sums", JobSettings.defaults(), Instant.EPOCH);
    private static final JobDefinition WORDS = JobDefinition.open("words", JobSettings.defaults(), Instant.EPOCH);

    private final JobsTopic topic = new JobsTopic(2);
    private final AtomicInteger closed = new AtomicInteger();
    private final JobDirectory directory = directory(topic, Duration.ofMillis(500));

    @Test
    void shouldFindAJobThatWasCreatedAMomentAgo() {
        topic.write(0, SUMS);
        assertThat(directory.find("sums")).contains(SUMS);

        topic.write(1, WORDS); // within the time in which what is known is not refreshed

        assertThat(directory.find("words")).contains(WORDS);
        assertThat(directory.all()).containsExactly(SUMS, WORDS);
    }

    @Test
    void shouldLookForAnUnknownJobBehindAnOpenTransactionToo() {
        // the record is behind the last stable offset, which is what the consumer can see, until the third poll
        Map<TopicPartition, Long> ends = Map.of(partition(0), 1L, partition(1), 0L);
        for (int poll = 0; poll < 2; poll++) {
            topic.schedulePollTask(() -> {});
        }
        AtomicInteger polls = new AtomicInteger();
        topic.schedulePollTask(() -> {
            polls.incrementAndGet();
            topic.write(0, SUMS);
        });

        try (JobDirectory patient = new JobDirectory(
                topic, JobsTopic.deserializer(), partitions -> ends, () -> {}, Duration.ofSeconds(30))) {
            assertThat(patient.find("sums")).contains(SUMS);
        }
        assertThat(polls).hasValue(1);
    }

    @Test
    void shouldSayThatThereIsNoSuchJobOnlyAtTheEnd() {
        topic.write(0, SUMS);
        topic.write(1, WORDS);

        assertThat(directory.find("misspelt")).isEmpty();
        assertThat(topic.position(partition(0))).isEqualTo(1);
        assertThat(topic.position(partition(1))).isEqualTo(1);
    }

    @Test
    void shouldSeeAChangedState() {
        topic.write(0, SUMS);
        assertThat(directory.find("sums")).contains(SUMS);

        topic.write(0, SUMS.in(JobState.CLOSING));

        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> directory
                .find("sums")
                .filter(job -> job.state() == JobState.CLOSING)
                .isPresent());
    }

    @Test
    void shouldNotSayThatThereIsNoSuchJobWhileTheBrokerIsAway() {
        topic.write(0, SUMS);
        topic.setAway(true);

        assertThatThrownBy(() -> directory.find("sums"))
                .isInstanceOf(JobsUnavailableException.class)
                .hasMessage("the jobs cannot be read from topic antibody.jobs: broker or schema registry is away");
        assertThatThrownBy(directory::all).isInstanceOf(JobsUnavailableException.class);

        topic.setAway(false);
        assertThat(directory.find("sums")).contains(SUMS);
    }

    @Test
    void shouldWaitForABrokerThatIsAwayForAMoment() {
        topic.write(0, SUMS);
        AtomicInteger questions = new AtomicInteger();
        try (JobDirectory patient = new JobDirectory(
                topic,
                JobsTopic.deserializer(),
                partitions -> {
                    topic.setAway(questions.incrementAndGet() < 3);
                    return topic.ends(partitions);
                },
                () -> {},
                Duration.ofSeconds(30))) {
            assertThat(patient.find("sums")).contains(SUMS);
        }
        assertThat(questions).hasValue(3);
    }

    @Test
    void shouldNotTakeAMissingTopicForAnEmptyOne() {
        try (JobDirectory none = directory(new JobsTopic(0), Duration.ofMillis(300))) {
            assertThatThrownBy(() -> none.find("sums"))
                    .isInstanceOf(JobsUnavailableException.class)
                    .rootCause()
                    .hasMessage("there is no topic antibody.jobs yet");
        }
    }

    @Test
    void shouldCloseWhatItOpened() {
        AtomicInteger deserializers = new AtomicInteger();
        Deserializer<Job> deserializer = new Deserializer<>() {
            @Override
            public Job deserialize(String name, byte[] data) {
                throw new AssertionError("nothing is read");
            }

            @Override
            public void close() {
                deserializers.incrementAndGet();
            }
        };

        new JobDirectory(topic, deserializer, topic::ends, closed::incrementAndGet, Duration.ofMillis(500)).close();

        assertThat(topic.closed()).isTrue();
        assertThat(deserializers).hasValue(1);
        assertThat(closed).hasValue(1);
    }

    private JobDirectory directory(JobsTopic jobs, Duration patience) {
        return new JobDirectory(jobs, JobsTopic.deserializer(), jobs::ends, closed::incrementAndGet, patience);
    }

    private static TopicPartition partition(int number) {
        return new TopicPartition("antibody.jobs", number);
    }
}
