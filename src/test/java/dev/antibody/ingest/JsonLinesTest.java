package dev.antibody.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.event.SampleLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLinesTest {

    @Test
    void shouldReadEveryField() throws IOException {
        assertThat(
                        read(
                                """
                        {"id": "a", "prompt": "p", "response": "r", "system": "s", "source": "o", "other": [1]}
                        """))
                .containsExactly(new SampleLine.Accepted(1, "a", "p", "r", "s", "o"));
    }

    @Test
    void shouldNameSamplesWithoutAnIdAfterFileAndLineSoThatASecondReadingGivesTheSameIds() throws IOException {
        String file = "{\"prompt\":\"p\",\"response\":\"r\"}\n\n{\"prompt\":\"p\",\"response\":\"r\"}";

        assertThat(read(file))
                .containsExactly(
                        new SampleLine.Accepted(1, "samples.jsonl:1", "p", "r", null, null),
                        new SampleLine.Accepted(3, "samples.jsonl:3", "p", "r", null, null))
                .isEqualTo(read(file));
    }

    @Test
    void shouldTakeANumberForAnId() throws IOException {
        assertThat(read("{\"id\":17,\"prompt\":\"p\",\"response\":\"r\"}"))
                .containsExactly(new SampleLine.Accepted(1, "17", "p", "r", null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"prompt\":\"secret\"}                               | response is missing",
                "{\"prompt\":\"secret\",\"response\":null}             | response is missing",
                "{\"prompt\":\"secret\",\"response\":\"  \"}           | response is empty",
                "{\"prompt\":[\"secret\"],\"response\":\"r\"}          | prompt is not a text",
                "{\"prompt\":\"p\",\"response\":\"r\",\"id\":1.5}      | id is not a text",
                "{\"prompt\":\"p\",\"response\":\"\\ud800\"}           | response has half of a surrogate pair",
                "[\"secret\"]                                          | not a JSON object",
                "{\"prompt\":\"p\",\"prompt\":\"p\"}                   | not valid JSON at column 23",
                "{\"prompt\":\"secret\"                                | not valid JSON at column 19",
                "secret                                                | not valid JSON at column 1",
                "{\"prompt\":\"p\",\"response\":\"r\"} {}              | not valid JSON at column 31",
            })
    void shouldRejectALineWithAReasonThatDoesNotQuoteIt(String line, String reason) throws IOException {
        List<SampleLine> lines = read(line);

        assertThat(lines).containsExactly(new SampleLine.Rejected(1, reason));
        assertThat(reason).doesNotContain("secret");
    }

    @Test
    void shouldGoOnAfterALineThatIsNoUtf8() throws IOException {
        byte[] good = "\n{\"prompt\":\"p\",\"response\":\"r\"}".getBytes(StandardCharsets.UTF_8);
        byte[] file = new byte[2 + good.length];
        file[0] = (byte) 0xC3;
        file[1] = (byte) 0x28;
        System.arraycopy(good, 0, file, 2, good.length);

        assertThat(read(file))
                .containsExactly(
                        new SampleLine.Rejected(1, "not valid UTF-8"),
                        new SampleLine.Accepted(2, "samples.jsonl:2", "p", "r", null, null));
    }

    @Test
    void shouldRejectMoreTextThanARecordHolds() throws IOException {
        String source = "a".repeat(JsonLines.MAX_TEXT_BYTES);

        assertThat(read("{\"id\":\"i\",\"prompt\":\"p\",\"response\":\"r\",\"source\":\"" + source + "\"}"))
                .containsExactly(new SampleLine.Rejected(1, "has 523267 bytes of text, more than 523264"));
        assertThat(read("a".repeat(Utf8Lines.MAX_BYTES + 1) + "\n{}"))
                .containsExactly(
                        new SampleLine.Rejected(1, "longer than 8388608 bytes"),
                        new SampleLine.Rejected(2, "prompt is missing"));
    }

    @Test
    void shouldRejectWhatTheScoringStageWouldRefuseAsTooLong() throws IOException {
        String half = "a".repeat(SampleLimits.CHARACTERS / 2);
        String id = "i".repeat(SampleLimits.ID_CHARACTERS);

        assertThat(read("{\"prompt\":\"" + half + "\",\"response\":\"" + half + "\"}"))
                .hasOnlyElementsOfType(SampleLine.Accepted.class);
        assertThat(read("{\"prompt\":\"" + half + "\",\"response\":\"" + half + "\",\"system\":\"s\"}"))
                .containsExactly(new SampleLine.Rejected(
                        1, "has 65537 characters of prompt, response and system text, more than 65536"));
        assertThat(read("{\"id\":\"" + id + "\",\"prompt\":\"p\",\"response\":\"r\"}"))
                .hasOnlyElementsOfType(SampleLine.Accepted.class);
        assertThat(read("{\"id\":\"" + id + "i\",\"prompt\":\"p\",\"response\":\"r\"}"))
                .containsExactly(new SampleLine.Rejected(1, "id has 257 characters, more than 256"));
    }

    @Test
    void shouldSkipAByteOrderMarkAndCarriageReturns() throws IOException {
        assertThat(read("\uFEFF{\"prompt\":\"p\",\"response\":\"r\"}\r\n\r\n")).hasSize(1);
    }

    private static List<SampleLine> read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<SampleLine> read(byte[] bytes) throws IOException {
        List<SampleLine> lines = new ArrayList<>();
        JsonLines.read(
                "samples.jsonl", new ByteArrayInputStream(bytes), JsonLines.Fields.PROMPT_AND_RESPONSE, lines::add);
        return lines;
    }
}
