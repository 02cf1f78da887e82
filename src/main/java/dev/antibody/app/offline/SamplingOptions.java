package dev.antibody.app.offline;

import dev.antibody.app.cli.UsageException;
import dev.antibody.lm.Sampling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How answers are generated. */
final class SamplingOptions {

    @Option(
            names = "--temperature",
            paramLabel = "X",
            description = "Draw each token at this temperature. Default: take the likeliest.")
    private @Nullable Double temperature;

    @Option(
            names = "--top-p",
            paramLabel = "X",
            description = "Draw from the likeliest tokens that make up this probability. Default: 1, all.")
    private @Nullable Double topP;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of the draws.")
    private long seed;

    /**
     * Null takes the likeliest token each time.
     *
     * @throws UsageException if they do not go together
     */
    @Nullable
    Sampling sampling() {
        if (temperature == null) {
            if (topP != null) {
                throw new UsageException("--top-p is for draws; give --temperature as well");
            }
            return null;
        }
        try {
            return new Sampling(temperature, topP == null ? 1 : topP, seed);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; change that option", e);
        }
    }
}
