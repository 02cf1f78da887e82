package dev.antibody.app.offline;

import dev.antibody.app.cli.JsonLinesOutput;
import dev.antibody.ingest.SampleLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every answer and what was said of it, a JSON line each. It is made before anything is generated, so that a path
 * that cannot be written shows at once, and nothing is kept without one.
 */
final class AnswerFile implements AutoCloseable {

    private final @Nullable PrintWriter writer;

    private AnswerFile(@Nullable PrintWriter writer) {
        this.writer = writer;
    }

    /** Opens it; an old file of the name is emptied. */
    static AnswerFile open(@Nullable Path path) throws IOException {
        return new AnswerFile(
                path == null ? null : new PrintWriter(Files.newBufferedWriter(path, StandardCharsets.UTF_8)));
    }

    /**
     * Writes one set's answers.
     *
     * @param set what the prompts are, such as {@code harmful}
     * @param field name of what was said of them
     * @param said one per answer
     */
    void write(String set, List<SampleLine.Accepted> lines, List<String> answers, String field, List<?> said) {
        if (writer == null) {
            return;
        }
        JsonLinesOutput output = new JsonLinesOutput(writer);
        for (int i = 0; i < answers.size(); i++) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("set", set);
            row.put("id", lines.get(i).id());
            row.put("prompt", lines.get(i).prompt());
            row.put("answer", answers.get(i));
            row.put(field, said.get(i));
            output.write(row);
        }
    }

    /** @throws IOException if something that was written did not reach the file */
    @Override
    public void close() throws IOException {
        if (writer != null) {
            boolean failed = writer.checkError();
            writer.close();
            if (failed) {
                throw new IOException("the file of answers could not be written to its end");
            }
        }
    }
}
