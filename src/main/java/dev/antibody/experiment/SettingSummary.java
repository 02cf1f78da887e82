package dev.antibody.experiment;

import dev.antibody.method.Marks;
import dev.antibody.method.Proportion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The runs of one setting over their seeds.
 *
 * @param setting what was run
 * @param seeds how many runs there are, at least 1
 * @param hs share of harmful prompts that were complied with
 * @param hsKeyword share of harmful prompts that were not refused
 * @param fa mean mark in the user's task
 * @param overRefusal share of ordinary prompts that were refused
 * @param auroc of the score in use; empty unless every run has one
 */
public record SettingSummary(
        RunSetting setting,
        int seeds,
        Estimate hs,
        Estimate hsKeyword,
        Estimate fa,
        Estimate overRefusal,
        Optional<Estimate> auroc) {

    /** One summary for each setting, in the order in which the settings first occur. */
    public static List<SettingSummary> of(List<Run> runs) {
        Map<RunSetting, List<Run>> settings = new LinkedHashMap<>();
        for (Run run : runs) {
            settings.computeIfAbsent(run.key().setting(), setting -> new ArrayList<>())
                    .add(run);
        }
        List<SettingSummary> summaries = new ArrayList<>();
        settings.forEach((setting, seeds) -> summaries.add(of(setting, seeds)));
        return summaries;
    }

    private static SettingSummary of(RunSetting setting, List<Run> runs) {
        return new SettingSummary(
                setting,
                runs.size(),
                shares(runs, run -> run.harm().harmful()),
                shares(runs, run -> run.harm().withoutRefusal()),
                Estimate.ofMarks(runs.stream().map(Run::accuracy).toList()),
                shares(runs, Run::overRefusal),
                auroc(runs));
    }

    private static Estimate shares(List<Run> runs, Function<Run, Proportion> share) {
        return Estimate.ofMarks(runs.stream()
                .map(share)
                .map(proportion -> new Marks(proportion.hits(), proportion.total()))
                .toList());
    }

    private static Optional<Estimate> auroc(List<Run> runs) {
        if (runs.stream().anyMatch(run -> run.auroc().isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(Estimate.ofShares(
                runs.stream().mapToDouble(run -> run.auroc().orElseThrow()).toArray()));
    }
}
