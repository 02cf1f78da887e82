package dev.antibody.experiment;

import java.util.Arrays;
import java.util.List;

/**
 * A part of an experiment. What is empty is not narrowed.
 *
 * @param methods names of contenders
 * @param tasks names of tasks
 * @param ratios poison ratios, in [0, 1]
 * @param attacks names of attacks
 * @param seeds runs of each setting, at least 1
 */
public record Selection(
        List<String> methods, List<String> tasks, List<Double> ratios, List<String> attacks, int seeds) {

    public Selection {
        methods = List.copyOf(methods);
        tasks = List.copyOf(tasks);
        ratios = List.copyOf(ratios);
        attacks = List.copyOf(attacks);
        if (seeds < 1) {
            throw new IllegalArgumentException("an experiment needs at least one seed, not " + seeds);
        }
        for (String method : methods) {
            if (Contender.of(method).isEmpty()) {
                throw new IllegalArgumentException("there is no method " + method + "; there are " + Contender.names());
            }
        }
        List<String> known = Arrays.stream(Attack.values()).map(Attack::text).toList();
        for (String attack : attacks) {
            if (!known.contains(attack)) {
                throw new IllegalArgumentException(
                        "there is no attack " + attack + "; there are " + String.join(", ", known));
            }
        }
        if (ratios.stream().anyMatch(ratio -> !(ratio >= 0 && ratio <= 1))) {
            throw new IllegalArgumentException("a poison ratio is between 0 and 1");
        }
    }

    List<Attack> attacking() {
        return Arrays.stream(Attack.values())
                .filter(attack -> attacks.isEmpty() || attacks.contains(attack.text()))
                .toList();
    }

    List<String> methods(List<Contender> all) {
        return methods.isEmpty() ? all.stream().map(Contender::name).toList() : methods;
    }

    List<String> tasks(List<String> all) {
        return tasks.isEmpty() ? all : tasks;
    }

    List<Double> ratios(List<Double> all) {
        return ratios.isEmpty() ? all : ratios;
    }
}
