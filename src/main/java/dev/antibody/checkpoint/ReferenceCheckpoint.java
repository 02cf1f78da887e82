package dev.antibody.checkpoint;

import dev.antibody.event.EventSerdes;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.CheckpointManifest;
import dev.antibody.event.avro.Job;
import dev.antibody.job.JobDefinition;
import dev.antibody.job.JobEvents;
import dev.antibody.job.JobException;
import dev.antibody.job.Jobs;
import dev.antibody.lm.Adapter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A job's checkpoint 0: the adapter that it was given to start from. It is committed together with the job, so that
 * whoever sees the one finds the other, and is never removed.
 */
public final class ReferenceCheckpoint {

    static final long VERSION = 0;

    /** It stands in no partition of the scored topic: no sample is in it. */
    private static final int NO_PARTITION = -1;

    private ReferenceCheckpoint() {}

    /** Whether a manifest is that of a reference adapter; it says nothing of where training stands. */
    public static boolean is(CheckpointManifest manifest) {
        return manifest.getVersion() == VERSION;
    }

    /**
     * Creates a job together with its checkpoint 0, in one transaction. Of two that create the same job at the same
     * moment, one fails.
     *
     * @param clientConfig how to reach the brokers: {@code bootstrap.servers} and security settings
     * @param signer of the node that will train
     * @param jobs where it is looked up whether there is such a job already
     * @param job whose settings name this adapter
     * @param fingerprint {@link JobFingerprint}, with the model that the adapter is for
     * @throws JobException if there is a job of this id already
     * @throws KafkaException if the brokers did not take it all; nothing is there then
     */
    public static void create(
            Map<String, Object> clientConfig,
            EventSerdes serdes,
            Signer signer,
            Jobs jobs,
            JobDefinition job,
            Adapter adapter,
            String fingerprint) {
        try (Producer<byte[], byte[]> producer = producer(clientConfig, job.id());
                CheckpointWriter writer = new CheckpointWriter(producer, serdes, signer);
                Serializer<Job> serializer = serdes.serializer()) {
            producer.initTransactions();
            if (jobs.find(job.id()).isPresent()) {
                throw new JobException("there is a job " + job.id() + " already: choose another name");
            }
            byte[] record = serializer.serialize(Topics.JOBS, JobEvents.toAvro(job));
            producer.beginTransaction();
            try {
                CheckpointWriter.Blob blob = writer.writeBlob(job.id(), VERSION, TrainingState.initial(adapter));
                writer.writeReference(manifest(job, adapter, fingerprint), blob);
                var unused = producer.send( // a failure fails the commit
                        new ProducerRecord<>(Topics.JOBS, job.id().getBytes(StandardCharsets.UTF_8), record));
                producer.commitTransaction();
            } catch (RuntimeException e) {
                abort(producer, e);
                throw e;
            }
        }
    }

    private static CheckpointManifest.Builder manifest(JobDefinition job, Adapter adapter, String fingerprint) {
        return CheckpointManifest.newBuilder()
                .setJob(job.id())
                .setVersion(VERSION)
                .setStep(0)
                .setEpoch(0)
                .setPartition(NO_PARTITION)
                .setFirstOffset(0)
                .setNextOffset(0)
                .setEndOffset(null)
                .setResumeOffset(0)
                .setFinished(false)
                .setFingerprint(fingerprint)
                .setAdapterSha256(CheckpointCodec.sha256(adapter))
                .setLoss(0)
                .setSamplesTrained(0)
                .setSamplesQuarantined(0);
    }

    private static Producer<byte[], byte[]> producer(Map<String, Object> clientConfig, String job) {
        Map<String, Object> config = new HashMap<>(clientConfig);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "antibody-job-" + job);
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 60_000);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 50_000);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** An open transaction would hold back every reader until it times out. */
    private static void abort(Producer<byte[], byte[]> producer, RuntimeException cause) {
        try {
            producer.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            cause.addSuppressed(e);
        }
    }
}
