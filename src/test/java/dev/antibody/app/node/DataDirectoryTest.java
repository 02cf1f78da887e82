package dev.antibody.app.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.app.cli.UsageException;
import dev.antibody.event.Endpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    private Path directory;

    @Test
    void shouldBelongToOneNodeAtATime() {
        Path data = directory.resolve("made/when/needed");
        try (DataDirectory first = DataDirectory.take(data)) {
            assertThatThrownBy(() -> DataDirectory.take(first.path()))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining(
                            "(process %d)", ProcessHandle.current().pid());
        }
        DataDirectory.take(data).close();
    }

    @Test
    void shouldKeepTheNameOfItsNode() {
        String name;
        try (DataDirectory data = DataDirectory.take(directory)) {
            name = data.instance();
            assertThat(data.instance()).isEqualTo(name);
        }
        try (DataDirectory data = DataDirectory.take(directory)) {
            assertThat(data.instance()).isEqualTo(name);
        }
    }

    @Test
    void shouldSendNobodyToWhereAKilledNodeWas() throws IOException {
        new Endpoints("127.0.0.1:1", "http://127.0.0.1:2", null, null).write(directory);

        try (DataDirectory data = DataDirectory.take(directory)) {
            assertThat(data.path().resolve(Endpoints.FILE)).doesNotExist();
        }
    }

    @Test
    void shouldFollowALinkToADirectory() throws IOException {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), disk);

        DataDirectory.take(link).close();

        assertThat(disk.resolve("node.lock")).exists();
    }
}
