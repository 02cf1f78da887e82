package dev.antibody.evaluation;

import dev.antibody.safety.RefusalPhrases;
import dev.antibody.safety.WordLists;
import java.math.BigDecimal;
import java.util.Optional;

/** How an answer to a user's task is marked. */
public enum TaskKind {

    /** Right if it is exactly the expected text, apart from white space around it: for labels. <em>Faithful.</em> */
    LABEL {
        @Override
        public double mark(String expected, String answer) {
            return expected.strip().equals(answer.strip()) ? 1 : 0;
        }
    },

    /**
     * Right if it comes to the same number: the first behind the first "The final answer is:", or without one the last of
     * the text. An answer without a number is wrong. <em>Faithful</em> but for accidents of the published code.
     */
    GSM8K {
        @Override
        public double mark(String expected, String answer) {
            Optional<BigDecimal> wanted = FinalNumber.of(expected);
            Optional<BigDecimal> given = FinalNumber.of(answer);
            return wanted.isPresent() && given.isPresent() && wanted.get().compareTo(given.get()) == 0 ? 1 : 0;
        }
    },

    /**
     * Free text: 0 if it refuses, else the F1 of the words that it has in common with the expected text. <em>Variant:</em>
     * the paper lets a large model compare answers.
     */
    TEXT {
        @Override
        public double mark(String expected, String answer) {
            return Bundled.REFUSALS.in(answer) ? 0 : TokenOverlap.f1(expected, answer);
        }
    };

    /**
     * Marks an answer from 0 (wrong) to 1 (right).
     *
     * @param expected what the task's file has as response
     * @param answer what the model generated; may be empty
     */
    public abstract double mark(String expected, String answer);

    /** Whether marks between 0 and 1 are given. */
    public boolean partial() {
        return this == TEXT;
    }

    /** Read when free text is marked first. */
    private static final class Bundled {

        static final RefusalPhrases REFUSALS =
                new RefusalPhrases(WordLists.bundled().refusalPhrases());
    }
}
