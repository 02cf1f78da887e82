package dev.antibody.experiment;

import dev.antibody.method.Flatness;
import dev.antibody.method.LambdaRule;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the model that a fine-tuning starts from was aligned. */
public enum AlignmentKind {

    /** Plainly. */
    SFT,
    /** Booster. */
    BOOSTER,
    /** The paper's stage one with Theorem 4.1. */
    ANTIBODY,
    /** The paper's stage one as its published code has it. */
    ANTIBODY_COSINE,
    /** The paper's stage one without refusing at the perturbed point. */
    ANTIBODY_NO_REFUSAL;

    /** What its steps add to plain alignment; null for nothing. */
    @Nullable
    Flatness flatness() {
        return switch (this) {
            case SFT -> null;
            case BOOSTER -> Flatness.booster(Flatness.STRENGTH, Flatness.RHO);
            case ANTIBODY -> Flatness.antibody(new LambdaRule.Theorem(Flatness.STRENGTH));
            case ANTIBODY_COSINE -> Flatness.antibody(new LambdaRule.Cosine(Flatness.STRENGTH, 0.99));
            case ANTIBODY_NO_REFUSAL -> new Flatness(new LambdaRule.Theorem(Flatness.STRENGTH), Flatness.RHO, 0);
        };
    }

    /** The name in files, such as {@code antibody-cosine}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
