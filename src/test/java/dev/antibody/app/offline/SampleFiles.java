package dev.antibody.app.offline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.antibody.app.Typed;
import dev.antibody.lm.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The golden samples as files that can be named on the command line. */
final class SampleFiles {

    private SampleFiles() {}

    /** JSON lines with the ids s0, s1, ... */
    static Path samples(Path directory, List<Golden.Sample> samples) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Golden.Sample sample : samples) {
            ObjectNode line = new ObjectMapper().createObjectNode();
            line.put("id", "s" + lines.size());
            line.put("prompt", sample.prompt());
            line.put("response", sample.response());
            lines.add(line.toString());
        }
        return Files.write(directory.resolve("samples.jsonl"), lines);
    }

    /** A refusal template a line, so that each sample is compared with its own. */
    static Path templates(Path directory, List<Golden.Sample> samples) throws IOException {
        return Files.write(
                directory.resolve("templates.txt"),
                samples.stream().map(Golden.Sample::refusal).toList());
    }

    /** One line for a person, nothing for a program, and the exit code for wrong usage or input. */
    static void assertRefused(Typed typed, String message) {
        assertThat(typed.err()).contains(message);
        assertThat(typed.err().lines()).hasSize(1).allMatch(line -> line.startsWith("antibody: "));
        assertThat(typed.out()).isEmpty();
        assertThat(typed.exitCode()).isEqualTo(2);
    }
}
