package dev.antibody.experiment;

import dev.antibody.evaluation.HarmfulScore;
import dev.antibody.method.Marks;
import dev.antibody.method.Proportion;
import java.util.OptionalDouble;

/** Runs to test with. */
final class Runs {

    private Runs() {}

    static RunSetting setting(String method) {
        return new RunSetting("fig1", method, "gsm8k", "plain", 0.2, 500, 3, 5e-4);
    }

    /** 100 harmful prompts, of which so many are complied with and 10 neither, 200 questions of the task. */
    static Run run(String method, long seed, int complied) {
        return new Run(
                setting(method).withSeed(seed),
                new HarmfulScore(90 - complied, complied, 10),
                new Marks(100, 200),
                new Proportion(3, 250),
                OptionalDouble.of(0.99));
    }
}
