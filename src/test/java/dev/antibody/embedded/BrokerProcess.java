package dev.antibody.embedded;

import java.nio.file.Path;

/** A broker in a process of its own: the data directory and the port are its arguments. */
final class BrokerProcess {

    private BrokerProcess() {}

    public static void main(String[] arguments) {
        ChildJvm.dieWithParent();
        try {
            EmbeddedBroker broker = EmbeddedBroker.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
            System.out.println("READY " + broker.bootstrapServers());
        } catch (StartException e) {
            System.out.println("REFUSED " + e.getMessage());
        }
    }
}
