package dev.antibody.app.offline;

import dev.antibody.method.Interval;
import dev.antibody.method.Marks;
import dev.antibody.method.Proportion;
import java.util.LinkedHashMap;
import java.util.List;
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

    private void putRest(String name, int total, Interval interval) {
        fields.put(name + "Total", total);
        fields.put(name + "Interval", List.of(interval.low(), interval.high()));
    }

    Map<String, Object> fields() {
        return fields;
    }
}
