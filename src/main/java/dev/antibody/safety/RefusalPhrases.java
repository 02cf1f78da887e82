package dev.antibody.safety;

import java.util.List;

/** Parts of an answer that refuse. Upper and lower case and the form of apostrophes do not matter. */
public final class RefusalPhrases {

    private final List<String> phrases;

    public RefusalPhrases(List<String> phrases) {
        this.phrases = phrases.stream().map(NormalText::of).toList();
    }

    /** Whether the answer contains one of them. */
    public boolean in(String answer) {
        String normal = NormalText.of(answer);
        return phrases.stream().anyMatch(normal::contains);
    }
}
