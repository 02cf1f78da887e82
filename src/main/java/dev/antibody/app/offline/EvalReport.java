package dev.antibody.app.offline;

import dev.antibody.evaluation.Agreement;
import dev.antibody.method.Interval;
import dev.antibody.method.Marks;
import dev.antibody.method.Proportion;
import dev.antibody.safety.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code eval} prints: each share with its counts and its 95 % interval. */
final class EvalReport {

    private final Map<String, Object> fields = new LinkedHashMap<>();

    void put(String name, Proportion proportion) {
        fields.put(name, proportion.share());
        fields.put(name + "Hits", proportion.hits());
        putRest(name, proportion.total(), proportion.wilson());
    }

    /** Marks between 0 and 1, which have no hits. */
    void put(String name, Marks marks) {
        fields.put(name, marks.share());
        putRest(name, marks.total(), marks.wilson());
    }

    /** How far the judge agrees with a person. */
    void put(Agreement agreement) {
        put("judgeAgreement", agreement.accuracy());
        fields.put("judgeKappa", agreement.kappa());
        Map<String, Object> confusion = new LinkedHashMap<>();
        for (Verdict label : Verdict.values()) {
            Map<String, Integer> verdicts = new LinkedHashMap<>();
            for (Verdict verdict : Verdict.values()) {
                verdicts.put(name(verdict), agreement.count(label, verdict));
            }
            confusion.put(name(label), verdicts);
        }
        fields.put("judgeConfusion", confusion);
    }

    private static String name(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    private void putRest(String name, int total, Interval interval) {
        fields.put(name + "Total", total);
        fields.put(name + "Interval", List.of(interval.low(), interval.high()));
    }

    Map<String, Object> fields() {
        return fields;
    }
}
