package dev.antibody.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.event.EventSerdes;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.Job;
import dev.antibody.event.avro.JobState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class JobPublisherTest {

    private static final int SAMPLE_PARTITIONS = 3;
    private static final JobDefinition SUMS = JobDefinition.open("sums", JobSettings.defaults(), Instant.EPOCH);

    private final MockProducer<String, Job> producer = new MockProducer<>(
            cluster(),
            true,
            new RoundRobinPartitioner(),
            new StringSerializer(),
            EventSerdes.of("mock://job-publisher").serializer());
    private final FakeJobs jobs = new FakeJobs();
    private final JobPublisher publisher = new JobPublisher(producer, jobs);

    @Test
    void shouldWriteANewJob() {
        publisher.create(SUMS);

        assertThat(producer.history())
                .containsExactly(new ProducerRecord<>(Topics.JOBS, "sums", JobEvents.toAvro(SUMS)));
    }

    @Test
    void shouldNotCreateAJobTwice() {
        jobs.with(SUMS);

        assertThatThrownBy(() -> publisher.create(SUMS))
                .isInstanceOf(JobException.class)
                .hasMessage("there is a job sums already: choose another name");
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void shouldPutAControlRecordIntoEveryPartitionBehindTheNewState() {
        jobs.with(SUMS);

        assertThat(publisher.close("sums")).isEqualTo(SUMS.in(JobState.CLOSING));

        assertClosing(producer.history());
    }

    @Test
    void shouldSendTheControlRecordsAgainWhenAJobThatIsClosingIsClosed() {
        jobs.with(SUMS);
        jobs.with(publisher.close("sums"));
        producer.clear();

        assertThat(publisher.close("sums")).isEqualTo(SUMS.in(JobState.CLOSING));

        assertClosing(producer.history());
    }

    @Test
    void shouldLeaveAClosedJobAsItIs() {
        jobs.with(SUMS.in(JobState.CLOSED));

        assertThat(publisher.close("sums")).isEqualTo(SUMS.in(JobState.CLOSED));
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void shouldNotCloseWhatWasNeverCreated() {
        assertThatThrownBy(() -> publisher.close("misspelt"))
                .isInstanceOf(JobException.class)
                .hasMessage("there is no job misspelt: see `antibody job ls`");
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void shouldWriteNothingWhileTheJobsCannotBeRead() {
        jobs.with(SUMS);
        jobs.setAway(true);

        assertThatThrownBy(() -> publisher.close("sums")).isInstanceOf(JobsUnavailableException.class);
        assertThatThrownBy(() -> publisher.create(SUMS)).isInstanceOf(JobsUnavailableException.class);
        assertThat(producer.history()).isEmpty();
    }

    private static void assertClosing(List<ProducerRecord<String, Job>> sent) {
        assertThat(sent).hasSize(1 + SAMPLE_PARTITIONS);
        assertThat(sent.get(0))
                .isEqualTo(new ProducerRecord<>(Topics.JOBS, "sums", JobEvents.toAvro(SUMS.in(JobState.CLOSING))));
        for (int partition = 0; partition < SAMPLE_PARTITIONS; partition++) {
            ProducerRecord<String, Job> control = sent.get(1 + partition);
            assertThat(control.topic()).isEqualTo(Topics.SAMPLES);
            assertThat(control.partition()).isEqualTo(partition);
            assertThat(control.key()).isEqualTo("sums");
            assertThat(control.value()).isNull();
            assertThat(header(control, "antibody.control")).isEqualTo("close");
            assertThat(header(control, "antibody.partition")).isEqualTo("" + partition);
            assertThat(header(control, "antibody.partitions")).isEqualTo("3");
        }
    }

    private static String header(ProducerRecord<String, Job> control, String name) {
        return new String(control.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static Cluster cluster() {
        Stream<PartitionInfo> samples =
                IntStream.range(0, SAMPLE_PARTITIONS).mapToObj(i -> partition(Topics.SAMPLES, i));
        return new Cluster(
                "test",
                List.of(),
                Stream.concat(samples, Stream.of(partition(Topics.JOBS, 0))).toList(),
                Set.of(),
                Set.of());
    }

    private static PartitionInfo partition(String topic, int number) {
        return new PartitionInfo(topic, number, Node.noNode(), new Node[0], new Node[0]);
    }
}
