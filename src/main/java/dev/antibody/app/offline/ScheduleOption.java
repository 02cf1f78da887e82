package dev.antibody.app.offline;

import dev.antibody.method.LearningRate;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How the learning rate of a run over files goes on. */
final class ScheduleOption {

    @Option(
            names = "--schedule",
            paramLabel = "constant|linear",
            defaultValue = "constant",
            description =
                    "Whether the learning rate stays, as published, or falls to 0 in a straight line over the steps."
                            + " Default: constant.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Schedule schedule;

    private enum Schedule {
        CONSTANT,
        LINEAR;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param steps of the whole run */
    LearningRate over(long steps) {
        return schedule == Schedule.LINEAR ? new LearningRate.Linear(steps) : new LearningRate.Constant();
    }
}
