package dev.antibody.app.offline;

import dev.antibody.app.cli.UsageException;
import dev.antibody.safety.Judge;
import dev.antibody.safety.ModerationJudge;
import dev.antibody.safety.ModerationSettings;
import dev.antibody.safety.PhraseJudge;
import dev.antibody.safety.RefusalPhrases;
import dev.antibody.safety.WordLists;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who judges answers to harmful prompts. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class JudgeOptions {

    @Option(
            names = "--judge",
            paramLabel = "three-way|http",
            defaultValue = "three-way",
            description =
                    "Who judges answers to harmful prompts: phrases that refuse, agree, or take up the prompt (default);"
                            + " or a moderation endpoint, to which the answers are sent, and phrases for refusals.")
    private JudgeKind kind;

    @Option(
            names = "--judge-url",
            paramLabel = "URL",
            description = "OpenAI-compatible moderation endpoint, such as https://host/v1/moderations.")
    private @Nullable URI url;

    @Option(
            names = "--judge-key-env",
            paramLabel = "NAME",
            description = "Environment variable with the endpoint's key. Default: no key is sent.")
    private @Nullable String keyVariable;

    @Option(
            names = "--judge-model",
            paramLabel = "NAME",
            description = "Moderation model to ask for. Default: the endpoint's own.")
    private @Nullable String model;

    /**
     * The judge; one behind a network has answered once.
     *
     * @throws UsageException if the options do not go together
     * @throws dev.antibody.safety.JudgeException if it cannot be asked
     */
    Judge judge() {
        if (kind == JudgeKind.THREE_WAY) {
            if (url != null || keyVariable != null || model != null) {
                throw new UsageException(
                        "--judge-url, --judge-key-env and --judge-model belong to --judge http; add it");
            }
            return new PhraseJudge(WordLists.bundled());
        }
        if (url == null) {
            throw new UsageException("--judge http needs --judge-url");
        }
        try {
            return ModerationJudge.connect(
                    ModerationSettings.of(url, Optional.ofNullable(key()), Optional.ofNullable(model)),
                    new RefusalPhrases(WordLists.bundled().refusalPhrases()));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; change --judge-url or the key", e);
        }
    }

    private @Nullable String key() {
        if (keyVariable == null) {
            return null;
        }
        String key = System.getenv(keyVariable);
        if (key == null || key.isBlank()) {
            throw new UsageException(
                    "the environment variable " + keyVariable + " is not set; --judge-key-env names it");
        }
        return key.strip();
    }
}
