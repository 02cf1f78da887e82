package dev.antibody.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.lm.Fixtures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a node from starting is one line that says how to mend it, and exit code 2. */
class UpRefusalsIT {

    @TempDir
    private Path directory;

    @Test
    void shouldNameTheBusyPortOfEachServer() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(busy.getLocalPort());
            assertThat(up("--role", "broker", "--http-port", port).refused()).contains(port, "--http-port");
            assertThat(up("--role", "broker", "--http-port", "0", "--kafka-port", port)
                            .refused())
                    .contains(port, "broker", "choose another port");
            assertThat(up("--role", "broker", "--http-port", "0", "--kafka-port", "0", "--registry-port", port)
                            .refused())
                    .contains(port, "schema registry", "choose another port");
        }
    }

    @Test
    void shouldNameAModelThatIsMissingBrokenOrOfAnotherArchitecture() throws IOException {
        assertThat(up("--http-port", "0", "--model", "no-such-directory").refused())
                .contains("no-such-directory", "--model");

        Path broken = copyOfModel("broken");
        Files.writeString(broken.resolve("model.safetensors"), "no tensors");
        assertThat(up("--http-port", "0", "--model", broken.toString()).refused())
                .contains("model.safetensors");

        Path other = copyOfModel("other");
        Path config = other.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"llama\"", "\"mamba\""));
        assertThat(up("--http-port", "0", "--model", other.toString()).refused())
                .contains("mamba");
    }

    @Test
    void shouldNameADataDirectoryThatCannotBeOne() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(Typed.command("up", "--role", "broker", "--data", file.toString())
                        .refused())
                .contains(file.toString(), "--data");
    }

    @Test
    void shouldNameOptionsThatDoNotExistOrDoNotGoTogether() {
        assertThat(up("--bogus").refused()).contains("--bogus", "--help");
        assertThat(up("--role", "cook").refused()).contains("--role");
        assertThat(up("--role", "score").refused()).contains("--bootstrap-servers");
        assertThat(up("--bootstrap-servers", "localhost:1").refused()).contains("--schema-registry-url");
        assertThat(up("--role", "broker", "--bootstrap-servers", "localhost:1", "--schema-registry-url", "http://x")
                        .refused())
                .contains("broker");
    }

    @Test
    void shouldSayWhichKeyAScorerNeeds() {
        // the cluster is not reached: the key is looked for first
        assertThat(up(
                                "--role",
                                "score",
                                "--http-port",
                                "0",
                                "--bootstrap-servers",
                                "127.0.0.1:1",
                                "--schema-registry-url",
                                "http://127.0.0.1:1")
                        .refused())
                .contains("public key", "--public-key");
    }

    @Test
    void shouldReadOptionsOfAFileAndRefuseUnknownOnes() throws IOException {
        Path file = directory.resolve("node.properties");
        Files.writeString(file, "role = broker\nhttp-port = none\n");
        assertThat(up("--config", file.toString()).refused()).contains("node.properties", "none");

        Files.writeString(file, "htp-port = 0\n");
        assertThat(up("--config", file.toString()).refused()).contains("htp-port");

        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(file, "role = broker\nhttp-port = 1\n");
            String port = Integer.toString(busy.getLocalPort());
            assertThat(up("--config", file.toString(), "--http-port", port).refused())
                    .as("what is typed stands before the file")
                    .contains(port);
        }
    }

    private Typed up(String... options) {
        Object[] arguments = new Object[options.length + 3];
        arguments[0] = "up";
        System.arraycopy(options, 0, arguments, 1, options.length);
        arguments[options.length + 1] = "--data";
        arguments[options.length + 2] = directory.resolve("data").toString();
        return Typed.command(arguments);
    }

    private Path copyOfModel(String name) throws IOException {
        Path copy = Files.createDirectory(directory.resolve(name));
        for (String file :
                new String[] {"config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors"}) {
            Files.copy(Fixtures.tinyLlama().resolve(file), copy.resolve(file));
        }
        return copy;
    }
}
