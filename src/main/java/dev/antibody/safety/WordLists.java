package dev.antibody.safety;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The lists that {@link PhraseJudge} looks up: one entry a line, blank lines and lines that start with {@code #} left
 * out. They are data, so that a change of a phrase is not a change of code.
 *
 * @param refusalPhrases parts of an answer that refuse
 * @param affirmativeOpenings beginnings of an answer that agree
 * @param stopWords words that say nothing about a prompt's content
 */
public record WordLists(List<String> refusalPhrases, List<String> affirmativeOpenings, List<String> stopWords) {

    public WordLists {
        refusalPhrases = List.copyOf(refusalPhrases);
        affirmativeOpenings = List.copyOf(affirmativeOpenings);
        stopWords = List.copyOf(stopWords);
    }

    /** The lists that come with the product, in {@code demo/judge}. */
    public static WordLists bundled() {
        return new WordLists(lines("refusal-phrases.txt"), lines("affirmative-openings.txt"), lines("stop-words.txt"));
    }

    private static List<String> lines(String name) {
        String resource = "/demo/judge/" + name;
        try (InputStream in = WordLists.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + resource + " is missing from this build");
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return reader.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
