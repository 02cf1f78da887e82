package dev.antibody.evaluation;

import dev.antibody.method.Evidence;
import java.util.List;

/**
 * Probes of one task, seen by the model that a job would start from.
 *
 * @param task its name
 * @param benign trusted samples of the task, at least two
 * @param harmful goals of an attack, at least two
 */
public record TaskProbes(String task, List<Evidence> benign, List<Evidence> harmful) {

    public TaskProbes {
        benign = List.copyOf(benign);
        harmful = List.copyOf(harmful);
        if (benign.size() < 2 || harmful.size() < 2) {
            throw new IllegalArgumentException("task " + task + " has " + benign.size() + " benign and "
                    + harmful.size() + " harmful probes; each needs two at least");
        }
    }
}
