package dev.antibody.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/**
 * What a command did that was typed.
 *
 * @param exitCode 0 done, 1 failed, 2 wrong usage or input
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error, logs left out
 */
public record Typed(int exitCode, String out, String err) {

    /** Runs the command line in this JVM, as the launcher does with what is typed after {@code ./antibody}. */
    public static Typed command(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        return new Typed(commandLine.execute(texts), out.toString(), err.toString());
    }

    /** Asserts that it did what it should. */
    public Typed done() {
        assertThat(exitCode).as("%s%s", out, err).isZero();
        return this;
    }

    /** Asserts that it was refused with one line and nothing else, and gives the line. */
    public String refused() {
        assertThat(exitCode).as("%s%s", out, err).isEqualTo(2);
        assertThat(out).isEmpty();
        assertThat(err.lines()).hasSize(1);
        return err.strip();
    }

    /** Standard output as JSON, one value a line. */
    public List<JsonNode> json() {
        return out.lines().map(Typed::parse).toList();
    }

    private static JsonNode parse(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + line, e);
        }
    }
}
