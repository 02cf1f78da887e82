package dev.antibody.training.stream;

import dev.antibody.checkpoint.CheckpointCodec;
import dev.antibody.checkpoint.CheckpointReader;
import dev.antibody.checkpoint.JobFingerprint;
import dev.antibody.checkpoint.ReferenceCheckpoint;
import dev.antibody.checkpoint.SigningKeys;
import dev.antibody.checkpoint.TrainingState;
import dev.antibody.embedded.EmbeddedBroker;
import dev.antibody.embedded.EmbeddedRegistry;
import dev.antibody.event.EventSerdes;
import dev.antibody.event.TopicCreation;
import dev.antibody.event.TopicEnds;
import dev.antibody.event.TopicFiles;
import dev.antibody.event.TopicReader;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.CheckpointManifest;
import dev.antibody.event.avro.Job;
import dev.antibody.event.avro.JobState;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.event.avro.TrainingStep;
import dev.antibody.job.JobDefinition;
import dev.antibody.job.JobDirectory;
import dev.antibody.job.JobPublisher;
import dev.antibody.job.JobSettings;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.TinyModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.awaitility.Awaitility;

/** Broker, registry and topics for trainers, with what a test sends to them and reads back. */
final class TrainingCluster implements AutoCloseable {

    static final RefusalTemplates TEMPLATES =
            new RefusalTemplates(List.of("I am sorry, I will not.", "No, I can not do that.", "This is not possible."));

    /** Nothing is flushed in the middle of a test. */
    static final StreamTrainerSettings SETTINGS =
            StreamTrainerSettings.defaults().withInstance("test");

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path directory;
    private EmbeddedBroker broker;
    private final EmbeddedRegistry registry;
    private final Producer<byte[], byte[]> producer;
    private final Serializer<SpecificRecord> serializer;

    private TrainingCluster(Path directory, EmbeddedBroker broker, EmbeddedRegistry registry) {
        this.directory = directory;
        this.broker = broker;
        this.registry = registry;
        this.producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.serializer = serdes().serializer();
    }

    static TrainingCluster start(Path directory) {
        EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("data"), 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            TopicCreation.ensure(admin, TopicFiles.bundled());
        }
        return new TrainingCluster(directory, broker, EmbeddedRegistry.start(broker.bootstrapServers(), 0));
    }

    Map<String, Object> clientConfig() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    String registryUrl() {
        return registry.url();
    }

    EventSerdes serdes() {
        return EventSerdes.of(registry.url());
    }

    Path keyDirectory() {
        return directory.resolve("keys");
    }

    SigningKeys keys() {
        return SigningKeys.loadOrCreate(keyDirectory());
    }

    StreamTrainer startTrainer() {
        return startTrainer(SETTINGS);
    }

    StreamTrainer startTrainer(StreamTrainerSettings settings) {
        StreamTrainer trainer = new StreamTrainer(
                TinyModel.LLAMA.model(), TEMPLATES, clientConfig(), serdes(), keys(), settings, new TrainerCounters());
        trainer.start();
        return trainer;
    }

    /** Writes the job, whether or not it was there before. */
    void putJob(String id, JobSettings settings) {
        try (JobDirectory jobs = jobs();
                JobPublisher publisher = JobPublisher.open(clientConfig(), serdes().serializer(), jobs)) {
            publisher.update(JobDefinition.open(id, settings, Instant.EPOCH));
        }
    }

    /** Creates a job that starts from an adapter, as made for a model of this fingerprint. */
    JobDefinition createJob(String id, JobSettings settings, Adapter adapter, String model) {
        JobSettings given = settings.with()
                .lora(adapter.layout().config())
                .reference(Optional.of(CheckpointCodec.sha256(adapter)))
                .build();
        JobDefinition job = JobDefinition.open(id, given, Instant.EPOCH);
        try (JobDirectory jobs = jobs()) {
            ReferenceCheckpoint.create(
                    clientConfig(),
                    serdes(),
                    keys().signer(),
                    jobs,
                    job,
                    adapter,
                    JobFingerprint.of(model, TEMPLATES, given));
        }
        return job;
    }

    JobState state(String id) {
        try (JobDirectory jobs = jobs()) {
            return jobs.find(id).orElseThrow().state();
        }
    }

    private JobDirectory jobs() {
        return JobDirectory.open(clientConfig(), serdes().deserializer(Job.class));
    }

    void send(ScoredSample sample) {
        send(sample.getJob(), serializer.serialize(Topics.SCORED, sample));
    }

    void send(List<ScoredSample> samples) {
        samples.forEach(this::send);
    }

    /** A record of any sort on the scored topic, with the key deciding its partition. */
    void send(String key, byte[] value) {
        var unused = producer.send(new ProducerRecord<>(Topics.SCORED, utf8(key), value));
        producer.flush();
    }

    /** What the scoring stage passes on when a job is closed. */
    void sendControl(String job, int partition, int partitions) {
        ProducerRecord<byte[], byte[]> control = new ProducerRecord<>(Topics.SCORED, utf8(job), null);
        control.headers()
                .add(Topics.CONTROL_HEADER, utf8(Topics.CONTROL_CLOSE))
                .add(Topics.PARTITION_HEADER, utf8(Integer.toString(partition)))
                .add(Topics.PARTITIONS_HEADER, utf8(Integer.toString(partitions)));
        var unused = producer.send(control);
        producer.flush();
    }

    /** All control records of a job. */
    void sendClose(String job) {
        IntStream.range(0, 4).forEach(partition -> sendControl(job, partition, 4));
    }

    /** Sends a manifest as it is, signed or not, as the job's newest. */
    void sendManifest(CheckpointManifest manifest) {
        byte[] value = serializer.serialize(Topics.CHECKPOINTS, manifest);
        for (String key : List.of(manifest.getJob() + "/" + manifest.getVersion(), manifest.getJob() + "/live")) {
            var unused = producer.send(new ProducerRecord<>(Topics.CHECKPOINTS, utf8(key), value));
        }
        producer.flush();
    }

    /** Adds a chunk to the blobs topic and tells its offset. */
    long sendChunk(String key, byte[] value) {
        try {
            return producer.send(new ProducerRecord<>(Topics.CHECKPOINT_BLOBS, utf8(key), value))
                    .get()
                    .offset();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    List<CheckpointManifest> manifests(String job) {
        try (CheckpointReader reader = CheckpointReader.open(clientConfig(), serdes())) {
            return reader.list(job);
        }
    }

    CheckpointManifest newest(String job) {
        List<CheckpointManifest> manifests = manifests(job);
        return manifests.get(manifests.size() - 1);
    }

    TrainingState load(CheckpointManifest manifest) {
        try (CheckpointReader reader = CheckpointReader.open(clientConfig(), serdes())) {
            return reader.load(manifest, keys().verifier());
        }
    }

    /** The state of the job's last checkpoint, when that is committed. */
    TrainingState awaitFinished(String job) {
        awaitManifest(job, CheckpointManifest::getFinished);
        return load(newest(job));
    }

    void awaitManifest(String job, Predicate<CheckpointManifest> wanted) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> manifests(job).stream()
                .anyMatch(wanted));
    }

    List<TrainingStep> steps(String job) {
        return records(Topics.TRAINING_STEPS, TrainingStep.class).stream()
                .filter(step -> step.getJob().equals(job))
                .toList();
    }

    /** Committed events of a topic, partition by partition. */
    <T extends SpecificRecord> List<T> records(String topic, Class<T> type) {
        List<T> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records(topic)) {
            if (record.value() != null) {
                events.add(serdes().deserializer(type).deserialize(topic, record.value()));
            }
        }
        return events;
    }

    /** Committed records of a topic, partition by partition. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                TopicReader.settings(broker.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            TopicReader.readToEnd(consumer, partitions, records::add);
        }
        return records;
    }

    /** The trainers' group offset of a partition. */
    Optional<Long> groupOffset(int partition) {
        try (Admin admin = Admin.create(clientConfig())) {
            return Optional.ofNullable(admin.listConsumerGroupOffsets(Topics.TRAINER_GROUP)
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .get(new TopicPartition(Topics.SCORED, partition)))
                    .map(offset -> offset.offset());
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Where the scored topic ends. */
    long end(int partition) {
        try (Admin admin = Admin.create(clientConfig())) {
            TopicPartition scored = new TopicPartition(Topics.SCORED, partition);
            return TopicEnds.of(admin, List.of(scored)).getOrDefault(scored, -1L);
        }
    }

    void stopBroker() {
        broker.close();
    }

    /** Starts the broker again where clients expect it. */
    void restartBroker() {
        String address = broker.bootstrapServers();
        broker = EmbeddedBroker.start(
                directory.resolve("data"), Integer.parseInt(address.substring(address.indexOf(':') + 1)));
    }

    @Override
    public void close() {
        producer.close();
        registry.close();
        broker.close();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
