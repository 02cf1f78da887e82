package dev.antibody.job;

import dev.antibody.event.Topics;
import dev.antibody.event.avro.Job;
import dev.antibody.event.avro.JobState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes jobs to their topic. Every method returns when the brokers have what it wrote. Two publishers that create the
 * same job at the same moment are not told apart: the later record stands.
 */
public final class JobPublisher implements AutoCloseable {

    private final Producer<String, Job> producer;
    private final Jobs jobs;

    /**
     * Writes with a producer that it then owns.
     *
     * @param jobs where the present state of a job is looked up; stays the caller's
     */
    public JobPublisher(Producer<String, Job> producer, Jobs jobs) {
        this.producer = producer;
        this.jobs = jobs;
    }

    /**
     * Connects to a cluster.
     *
     * @param clientConfig how to reach the brokers: {@code bootstrap.servers} and security settings
     */
    public static JobPublisher open(Map<String, Object> clientConfig, Serializer<Job> serializer, Jobs jobs) {
        Map<String, Object> config = new HashMap<>(clientConfig);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return new JobPublisher(new KafkaProducer<>(config, new StringSerializer(), serializer), jobs);
    }

    /**
     * Writes a new job.
     *
     * @throws JobException if there is a job of this id already
     */
    public void create(JobDefinition job) {
        if (jobs.find(job.id()).isPresent()) {
            throw new JobException("there is a job " + job.id() + " already: choose another name");
        }
        update(job);
    }

    /** Writes the job as it is given, whatever the topic said before. */
    public void update(JobDefinition job) {
        await(producer.send(new ProducerRecord<>(Topics.JOBS, job.id(), JobEvents.toAvro(job))));
    }

    /**
     * Takes no more samples: the state becomes CLOSING, then a control record goes into every partition of the samples
     * topic, behind what was sent before. Closing a job that is closing sends the control records again, which is what
     * mends a close that broke off in the middle; a closed job stays as it is.
     *
     * @return the job in its new state
     * @throws JobException if there is no such job
     */
    public JobDefinition close(String id) {
        JobDefinition job =
                jobs.find(id).orElseThrow(() -> new JobException("there is no job " + id + ": see `antibody job ls`"));
        if (job.state() == JobState.CLOSED) {
            return job;
        }
        JobDefinition closing = job.in(JobState.CLOSING);
        update(closing);
        int partitions = producer.partitionsFor(Topics.SAMPLES).size();
        List<Future<?>> sent = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            sent.add(producer.send(closeRecord(id, partition, partitions)));
        }
        producer.flush();
        sent.forEach(JobPublisher::await);
        return closing;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }

    private static ProducerRecord<String, Job> closeRecord(String id, int partition, int partitions) {
        ProducerRecord<String, Job> control = new ProducerRecord<>(Topics.SAMPLES, partition, id, null);
        control.headers()
                .add(Topics.CONTROL_HEADER, utf8(Topics.CONTROL_CLOSE))
                .add(Topics.PARTITION_HEADER, utf8(Integer.toString(partition)))
                .add(Topics.PARTITIONS_HEADER, utf8(Integer.toString(partitions)));
        return control;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void await(Future<?> sent) {
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw new JobException("the job could not be written: see whether the brokers are up", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
