package dev.antibody.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointsTest {

    @TempDir
    private Path directory;

    @Test
    void shouldReadWhatItWrote() throws IOException {
        Endpoints endpoints = new Endpoints("localhost:9092", "http://localhost:8081", "http://localhost:8080", "abc");

        endpoints.write(directory);

        assertThat(Endpoints.read(directory)).isEqualTo(endpoints);
        assertThat(directory).isDirectoryContaining("glob:**" + Endpoints.FILE);
        assertThat(directory).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void shouldReadANodeWithoutHttp() throws IOException {
        Endpoints endpoints = new Endpoints("localhost:9092", "http://localhost:8081", null, null);

        endpoints.write(directory);

        assertThat(Endpoints.read(directory)).isEqualTo(endpoints);
    }

    @Test
    void shouldSayThatNoNodeRuns() {
        assertThatThrownBy(() -> Endpoints.read(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no node runs on " + directory);
    }

    @Test
    void shouldRefuseAnIncompleteFile() throws IOException {
        Files.writeString(directory.resolve(Endpoints.FILE), "{}");

        assertThatThrownBy(() -> Endpoints.read(directory)).hasMessageContaining("lacks bootstrapServers");
    }
}
