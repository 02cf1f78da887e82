package dev.antibody.app.node;

import dev.antibody.app.cli.UsageException;
import dev.antibody.app.stream.Cluster;
import dev.antibody.checkpoint.SigningKeys;
import dev.antibody.checkpoint.Verifier;
import dev.antibody.embedded.EmbeddedBroker;
import dev.antibody.embedded.EmbeddedRegistry;
import dev.antibody.event.Endpoints;
import dev.antibody.event.TopicCreation;
import dev.antibody.event.TopicFiles;
import dev.antibody.lm.LanguageModel;
import dev.antibody.scoring.ScoringCounters;
import dev.antibody.training.stream.StreamTrainer;
import dev.antibody.training.stream.TrainerCounters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * A running node: data directory, health endpoints, model, cluster, and the stages of its roles. What can be wrong with
 * what was given is found out before anything is started that takes time.
 *
 * <p>One thread starts a node and waits; any thread may stop or close it.
 */
public final class Node implements AutoCloseable {

    private static final String BROKER = "broker";
    private static final String SCORING = "scoring";
    private static final String TRAINING = "training";
    private static final long LOOK_EVERY_MS = 100;

    private final NodeSettings settings;
    private final Parts parts;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ScoringCounters scoringCounters = new ScoringCounters();
    private final TrainerCounters trainerCounters = new TrainerCounters();
    private final DataDirectory data;
    private final Endpoints endpoints;
    private final @Nullable LanguageModel model;
    private final @Nullable StreamTrainer trainer;

    /**
     * Starts every part and returns when all of them are started, which is before they are ready.
     *
     * @throws UsageException or another exception of one line, after which nothing is left running
     */
    public static Node start(NodeSettings settings) {
        Parts parts = new Parts(expected(settings));
        try {
            return new Node(settings, parts);
        } catch (RuntimeException | Error e) {
            parts.close();
            throw e;
        }
    }

    private Node(NodeSettings settings, Parts parts) {
        this.settings = settings;
        this.parts = parts;
        data = parts.own(DataDirectory.take(settings.data()));
        NodeSettings.Listen listen = settings.listen();
        SigningKeys keys = settings.roles().contains(Role.TRAIN) ? SigningKeys.loadOrCreate(data.keys()) : null;
        Verifier verifier = keys == null ? verifier() : keys.verifier();
        HealthServer http = parts.own(HealthServer.start(listen.httpHost(), listen.httpPort(), parts::states));
        model = settings.model() == null ? null : parts.own(settings.model().load());
        endpoints = cluster(http.url());
        Cluster cluster = new Cluster(endpoints).reached();
        try (Admin admin = Admin.create(cluster.clientConfig())) {
            TopicCreation.ensure(admin, TopicFiles.bundled());
        }
        trainer = stages(cluster, keys, verifier);
    }

    private static List<String> expected(NodeSettings settings) {
        List<String> names = new ArrayList<>();
        if (settings.roles().contains(Role.BROKER)) {
            names.add(BROKER);
        }
        if (settings.roles().contains(Role.SCORE)) {
            names.add(SCORING);
        }
        if (settings.roles().contains(Role.TRAIN)) {
            names.add(TRAINING);
        }
        return names;
    }

    private Endpoints cluster(String httpUrl) {
        NodeSettings.Remote remote = settings.cluster();
        if (remote != null) {
            return new Endpoints(remote.bootstrapServers(), remote.schemaRegistryUrl(), httpUrl, fingerprint());
        }
        EmbeddedBroker broker =
                parts.own(EmbeddedBroker.start(data.path(), settings.listen().kafkaPort()));
        EmbeddedRegistry registry = parts.own(EmbeddedRegistry.start(
                broker.bootstrapServers(), settings.listen().registryPort()));
        parts.announce(BROKER, () -> true);
        return new Endpoints(broker.bootstrapServers(), registry.url(), httpUrl, fingerprint());
    }

    private @Nullable String fingerprint() {
        return model == null ? null : model.fingerprint();
    }

    private @Nullable StreamTrainer stages(Cluster cluster, @Nullable SigningKeys keys, @Nullable Verifier verifier) {
        LanguageModel loaded = model;
        if (loaded == null) {
            return null;
        }
        Stages stages = new Stages(cluster, loaded, parts);
        StreamTrainer training = null;
        if (keys != null) {
            training = stages.training(keys, data.instance(), trainerCounters);
            parts.announce(TRAINING, training::isReady);
        }
        if (settings.roles().contains(Role.SCORE) && verifier != null) {
            parts.announce(SCORING, stages.scoring(verifier, data.scoring(), scoringCounters)::isReady);
        }
        return training;
    }

    /** The key of the node that trains, for one that only scores. */
    private @Nullable Verifier verifier() {
        if (!settings.roles().contains(Role.SCORE)) {
            return null;
        }
        Path given = settings.publicKey();
        Path file = given == null ? data.keys().resolve(SigningKeys.PUBLIC_KEY_FILE) : given;
        if (!Files.exists(file)) {
            throw new UsageException("there is no public key " + file
                    + "; a node that only scores needs the one of the node that trains: copy it there, or name it with"
                    + " --public-key");
        }
        return SigningKeys.verifier(file);
    }

    /**
     * Waits until every part does its work, then tells other commands where the node is.
     *
     * @return false if the node was stopped meanwhile
     * @throws RuntimeException why the trainer cannot work
     */
    public boolean awaitReady() throws InterruptedException {
        while (!parts.areReady()) {
            if (stopped.await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
                return false;
            }
            check();
        }
        try {
            endpoints.write(data.path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    /**
     * Waits until the node is stopped.
     *
     * @throws RuntimeException why the trainer has stopped
     */
    public void awaitStop() throws InterruptedException {
        while (!stopped.await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
            check();
        }
    }

    /**
     * Says nothing while all is well.
     *
     * @throws RuntimeException why the trainer has stopped
     */
    public void check() {
        if (trainer != null) {
            Optional<RuntimeException> failure = trainer.failure();
            if (failure.isPresent()) {
                throw failure.get();
            }
        }
    }

    /** Where the node is. */
    public Endpoints endpoints() {
        return endpoints;
    }

    /** Its data directory, absolute. */
    public Path data() {
        return data.path();
    }

    /** Its keys' directory. */
    public Path keys() {
        return data.keys();
    }

    /**
     * The model that its stages work with.
     *
     * @throws IllegalStateException if its roles need none
     */
    public LanguageModel model() {
        if (model == null) {
            throw new IllegalStateException("a node without a stage has no model");
        }
        return model;
    }

    /** What its scoring did since it started. */
    public ScoringCounters scoring() {
        return scoringCounters;
    }

    /** What its training did since it started. */
    public TrainerCounters training() {
        return trainerCounters;
    }

    @Override
    public void close() {
        parts.close();
        stopped.countDown();
    }
}
