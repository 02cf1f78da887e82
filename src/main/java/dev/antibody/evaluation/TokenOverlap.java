package dev.antibody.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * How much of two texts is the same words, in any order: F1 of precision and recall over runs of letters or digits, each
 * as often as it occurs, upper case as lower case.
 */
final class TokenOverlap {

    private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

    private TokenOverlap() {}

    /** F1 in [0, 1]; of a reference without words 1 for the same text and else 0. */
    static double f1(String reference, String answer) {
        List<String> wanted = tokens(reference);
        List<String> said = tokens(answer);
        if (wanted.isEmpty()) {
            return reference.strip().equals(answer.strip()) ? 1 : 0;
        }
        Map<String, Integer> left = new HashMap<>();
        wanted.forEach(token -> left.merge(token, 1, Integer::sum));
        int common = 0;
        for (String token : said) {
            if (left.merge(token, -1, Integer::sum) >= 0) {
                common++;
            }
        }
        return 2.0 * common / (wanted.size() + said.size());
    }

    private static List<String> tokens(String text) {
        return TOKEN.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .toList();
    }
}
