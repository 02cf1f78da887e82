package dev.antibody.evaluation;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The number that a worked answer comes to, by the rule of the published evaluation of GSM8K: the first number behind
 * the first "The final answer is:", or without one the last number of the text; commas are left out before. <em>Faithful</em>
 * but for accidents of it: there, two texts without any number agree, as do two beyond what a float can hold, and the
 * phrase counts only with a blank behind the colon.
 */
final class FinalNumber {

    private static final String PHRASE = "The final answer is:";
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+\\.?[0-9]*");

    private FinalNumber() {}

    /** The number, or none where the text has none. */
    static Optional<BigDecimal> of(String text) {
        String plain = text.replace(",", "");
        // the part behind the first phrase ends where it is said again
        String[] parts = plain.split(Pattern.quote(PHRASE), -1);
        List<String> concluded = parts.length > 1 ? numbers(parts[1]) : List.of();
        if (!concluded.isEmpty()) {
            return Optional.of(new BigDecimal(concluded.get(0)));
        }
        List<String> all = numbers(plain);
        return all.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(all.get(all.size() - 1)));
    }

    private static List<String> numbers(String text) {
        return NUMBER.matcher(text).results().map(MatchResult::group).toList();
    }
}
