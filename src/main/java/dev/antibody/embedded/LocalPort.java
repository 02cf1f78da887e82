package dev.antibody.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;

/** TCP ports of the loopback interface, checked before a server is built on them so that the error is a plain one. */
final class LocalPort {

    static final String HOST = "127.0.0.1";

    private static final int MAX = 65_535;
    private static final int TRIES = 50;

    private LocalPort() {}

    /**
     * The port itself if nothing listens on it, or a free one for 0. Another process may still take it before it is used.
     *
     * @throws StartException when it is taken or no port number
     */
    static int claim(String server, int port) {
        return claim(server, port, Set.of());
    }

    /** As above; a free port is none of {@code others}, which are meant for servers that do not run yet. */
    static int claim(String server, int port, Set<Integer> others) {
        if (port < 0 || port > MAX) {
            throw new StartException(port + " is no port for the " + server + ": choose 0 (any free port) to " + MAX);
        }
        for (int attempt = 0; attempt < TRIES; attempt++) {
            int free = open(server, port);
            if (!others.contains(free)) {
                return free;
            }
        }
        throw new StartException("no free port for the " + server + " on " + HOST);
    }

    private static int open(String server, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StartException(
                    "port " + port + " of " + HOST + ", meant for the " + server
                            + ", is taken: stop what listens there or choose another port (0 takes any free one)",
                    e);
        }
    }
}
