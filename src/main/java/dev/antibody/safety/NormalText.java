package dev.antibody.safety;

import java.util.Locale;

/** Text in the form in which phrases are looked up: lower case, plain apostrophes, no white space around it. */
final class NormalText {

    private NormalText() {}

    static String of(String text) {
        return text.toLowerCase(Locale.ROOT)
                .replace('\u2018', '\'')
                .replace('\u2019', '\'')
                .replace('\u02BC', '\'')
                .strip();
    }
}
