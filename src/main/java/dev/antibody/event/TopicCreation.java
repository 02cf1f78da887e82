package dev.antibody.event;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates topics from their declarations. Existing topics stay as they are, whatever their settings. */
public final class TopicCreation {

    private static final int ATTEMPTS = 100;
    private static final long PAUSE_MS = 50;

    private TopicCreation() {}

    /**
     * Creates the missing topics and returns when the broker serves all of them: Kafka Streams gives up on a source topic
     * that it cannot see. A declared replication above the number of brokers is lowered to it.
     *
     * @throws KafkaException when the cluster does not answer or refuses a topic
     */
    public static void ensure(Admin admin, List<TopicSpec> topics) {
        Set<String> existing = await(admin.listTopics().names());
        List<TopicSpec> missing = topics.stream()
                .filter(topic -> !existing.contains(topic.name()))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        int brokers = await(admin.describeCluster().nodes()).size();
        List<NewTopic> created = new ArrayList<>();
        missing.forEach(topic -> created.add(newTopic(topic, brokers)));
        admin.createTopics(created).values().values().forEach(TopicCreation::awaitCreation);
        awaitMetadata(admin, missing.stream().map(TopicSpec::name).toList());
    }

    private static NewTopic newTopic(TopicSpec topic, int brokers) {
        Optional<Short> replicas = topic.replicas().isPresent()
                ? Optional.of((short) Math.min(topic.replicas().getAsInt(), brokers))
                : Optional.empty();
        return new NewTopic(topic.name(), Optional.of(topic.partitions()), replicas).configs(topic.config());
    }

    private static void awaitCreation(KafkaFuture<Void> creation) {
        try {
            await(creation);
        } catch (TopicExistsException e) {
            // another node was faster, from the same declaration
        }
    }

    private static void awaitMetadata(Admin admin, Collection<String> names) {
        for (int attempt = 1; ; attempt++) {
            try {
                await(admin.describeTopics(names).allTopicNames());
                return;
            } catch (UnknownTopicOrPartitionException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        }
    }
}
