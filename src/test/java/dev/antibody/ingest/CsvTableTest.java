package dev.antibody.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTableTest {

    private static final List<String> COLUMNS = List.of("id", "label");

    @TempDir
    private Path directory;

    @Test
    void shouldReadBackWhatItWrote() throws IOException {
        CsvTable table =
                new CsvTable(COLUMNS, List.of(row("a, b", "said \"no\""), row("two\nlines", ""), row("ä", "x")));

        assertThat(table.text()).startsWith("id,label\n").endsWith("\n");
        assertThat(CsvTable.read(file(table.text()), COLUMNS)).isEqualTo(table);
    }

    @Test
    void shouldTakeColumnsInAnyOrderAndLeaveOutEmptyLines() throws IOException {
        assertThat(CsvTable.read(file("label,id\nx,1\n\ny,2\n"), COLUMNS).rows())
                .containsExactly(row("1", "x"), row("2", "y"));
        assertThat(CsvTable.read(file("id,label\n"), COLUMNS).rows()).isEmpty();
    }

    @Test
    void shouldSayInOneLineWhatIsWrongWithoutQuotingCells() throws IOException {
        assertRefused("id,label\nsecret\n", "line");
        assertRefused("id,label\nsecret,b,c\n", "line 2");
        assertRefused("id,other\nsecret,b\n", "id,label");
        assertRefused("id\nsecret\n", "id,label");
        assertRefused("id,label,more\nsecret,b,c\n", "id,label");
        assertThatThrownBy(() -> CsvTable.read(directory.resolve("absent"), COLUMNS))
                .isInstanceOf(CsvException.class)
                .hasMessageEndingWith("absent does not exist; check the path");
    }

    @Test
    void shouldRefuseBytesThatAreNoText() throws IOException {
        Path file = Files.write(directory.resolve("bytes"), new byte[] {'i', 'd', (byte) 0xFF});

        assertThatThrownBy(() -> CsvTable.read(file, COLUMNS)).isInstanceOf(CsvException.class);
    }

    private void assertRefused(String text, String part) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> CsvTable.read(file, COLUMNS))
                .isInstanceOf(CsvException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(part)
                .message()
                .doesNotContain("secret")
                .doesNotContain("\n");
    }

    private static CsvTable.Row row(String id, String label) {
        return new CsvTable.Row(Map.of("id", id, "label", label));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("table.csv"), text, StandardCharsets.UTF_8);
    }
}
