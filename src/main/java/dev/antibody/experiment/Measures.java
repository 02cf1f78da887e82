package dev.antibody.experiment;

import java.util.List;
import java.util.function.Predicate;

/** What was measured, and what can be asked of it. */
record Measures(List<Measure> all) {

    Measures {
        all = List.copyOf(all);
    }

    /** Those of a method on a task, of all seeds. */
    Measures of(String method, String task) {
        return where(m -> m.method().equals(method) && m.task().equals(task));
    }

    /** Those of a run. */
    Measures ofSeed(long seed) {
        return where(m -> m.seed() == seed);
    }

    /** The seeds that there are, in their order. */
    List<Long> seeds() {
        return all.stream().map(Measure::seed).distinct().sorted().toList();
    }

    /** The steps at which a quantity was measured, in their order. */
    List<Long> steps(String quantity) {
        return all.stream()
                .filter(m -> m.quantity().equals(quantity))
                .map(Measure::step)
                .distinct()
                .sorted()
                .toList();
    }

    /** Values of a quantity for a group at a step. */
    double[] values(String quantity, String group, long step) {
        return where(m -> m.quantity().equals(quantity) && m.group().equals(group) && m.step() == step).all().stream()
                .mapToDouble(Measure::value)
                .toArray();
    }

    private Measures where(Predicate<Measure> wanted) {
        return new Measures(all.stream().filter(wanted).toList());
    }
}
