package dev.antibody.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusalTemplatesTest {

    private static final RefusalTemplates TEN = numbered(10);

    @Test
    void shouldTakeThoseThatTheChecksumOfTheIdPointsTo() {
        // the CRC-32 of 123456789 is 0xCBF43926 = 3421780262, the check value of every CRC catalogue
        assertThat(TEN.forId("123456789", 3)).containsExactly("t6", "t7", "t8");
        assertThat(TEN.forId("123456789", 4)).containsExactly("t8", "t9", "t0", "t1");
    }

    @Test
    void shouldGoThroughAllTemplatesInTurn() {
        assertThat(TEN.forSample(0, 4)).containsExactly("t0", "t1", "t2", "t3");
        assertThat(TEN.forSample(1, 4)).containsExactly("t4", "t5", "t6", "t7");
        assertThat(TEN.forSample(2, 4)).containsExactly("t8", "t9", "t0", "t1");
        assertThat(TEN.forSample(13, 1)).containsExactly("t3");
    }

    @Property
    void shouldGiveAnIdTheSameConsecutiveTemplatesEachTime(
            @ForAll String id,
            @ForAll @IntRange(min = 1, max = 64) int count,
            @ForAll @IntRange(min = 1, max = 20) int size) {
        RefusalTemplates templates = numbered(size);

        List<String> taken = templates.forId(id, count);

        assertThat(taken).hasSize(Math.min(count, size)).doesNotHaveDuplicates();
        int first = templates.texts().indexOf(taken.get(0));
        for (int k = 0; k < taken.size(); k++) {
            assertThat(taken.get(k)).isEqualTo("t" + (first + k) % size);
        }
        assertThat(numbered(size).forId(id, count)).isEqualTo(taken);
    }

    @Test
    void shouldReadOneTemplateALine(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("refusals.txt"), "\n first line \n\nsecond\n");

        assertThat(RefusalTemplates.read(file).texts()).containsExactly("first line", "second");
    }

    @Test
    void shouldSayWhatIsWrongWithAFile(@TempDir Path directory) throws IOException {
        Path blank = Files.writeString(directory.resolve("blank.txt"), " \n\n");
        Path latin = Files.write(directory.resolve("latin.txt"), new byte[] {'n', (byte) 0xe9});
        Path absent = directory.resolve("absent.txt");

        assertRefused(blank, blank + " holds no refusal template: give one a line");
        assertRefused(latin, latin + " is not UTF-8 text: give a file with one refusal template a line");
        assertRefused(absent, "cannot read " + absent + ": give a file with one refusal template a line");
        assertThatIllegalArgumentException().isThrownBy(() -> new RefusalTemplates(List.of("text", " ")));
    }

    @Test
    void shouldShipTemplatesWithoutBlanksOrRepeats() {
        assertThat(RefusalTemplates.bundled().texts()).isNotEmpty().doesNotHaveDuplicates();
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> RefusalTemplates.read(file))
                .isInstanceOf(JobException.class)
                .hasMessage(message);
    }

    private static RefusalTemplates numbered(int size) {
        return new RefusalTemplates(
                IntStream.range(0, size).mapToObj(i -> "t" + i).toList());
    }
}
