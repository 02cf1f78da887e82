package dev.antibody.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Settings of a single node that is broker and controller at once. Only what differs from Kafka's defaults, which are made
 * for a cluster.
 *
 * @param logs Kafka's log directory
 * @param port of the clients
 * @param controllerPort of the quorum of one; may be another at each start, as the voter is named in these settings
 */
record BrokerSettings(Path logs, int port, int controllerPort) {

    static final int NODE_ID = 1;
    static final String CONTROLLER = "CONTROLLER";

    private static final String CLIENT = "CLIENT";

    Properties properties() {
        Map<String, String> settings = new TreeMap<>();
        settings.putAll(node());
        settings.putAll(internalTopics());
        settings.putAll(pace());
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }

    private Map<String, String> node() {
        String client = CLIENT + "://" + LocalPort.HOST + ":" + port;
        String controller = LocalPort.HOST + ":" + controllerPort;
        return Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                String.valueOf(NODE_ID),
                "log.dirs",
                logs.toString(),
                "listeners",
                client + "," + CONTROLLER + "://" + controller,
                "advertised.listeners",
                client,
                "listener.security.protocol.map",
                CLIENT + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT",
                "controller.listener.names",
                CONTROLLER,
                "inter.broker.listener.name",
                CLIENT,
                "controller.quorum.voters",
                NODE_ID + "@" + controller,
                "auto.create.topics.enable",
                "false");
    }

    private static Map<String, String> internalTopics() {
        return Map.of(
                "default.replication.factor", "1",
                "min.insync.replicas", "1",
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "4",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "4",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                "share.coordinator.state.topic.num.partitions", "1");
    }

    private static Map<String, String> pace() {
        return Map.of(
                // after kill -9 a start waits until the old registration has expired: 9 s by default
                "broker.session.timeout.ms", "2000",
                "broker.heartbeat.interval.ms", "500",
                "group.initial.rebalance.delay.ms", "0",
                // an abandoned transaction holds back every read_committed reader
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000",
                "log.cleaner.dedupe.buffer.size", String.valueOf(16 * 1024 * 1024), // 128 MiB of heap by default
                "num.network.threads", "2",
                "num.io.threads", "4",
                "background.threads", "2");
    }
}
