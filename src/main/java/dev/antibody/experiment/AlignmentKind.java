package dev.antibody.experiment;

import dev.antibody.method.Defence;
import dev.antibody.method.Flatness;
import dev.antibody.method.LambdaRule;
import dev.antibody.method.RepNoise;
import dev.antibody.method.Vaccine;
import java.util.Locale;

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
    ANTIBODY_NO_REFUSAL,
    /** The paper's stage one, but no gradient lowers the harmful loss. */
    ANTIBODY_GUARDED,
    /** Vaccine. */
    VACCINE,
    /** Representation noising. */
    REPNOISE;

    /** As the papers have it that compare with it, this one's among them. */
    private static final double REPNOISE_ALPHA = 0.1;

    /** What its steps add to plain alignment. */
    Defence defence() {
        LambdaRule theorem = new LambdaRule.Theorem(Flatness.STRENGTH);
        return switch (this) {
            case SFT -> new Defence.None();
            case BOOSTER -> Flatness.booster(Flatness.STRENGTH, Flatness.RHO);
            case ANTIBODY -> Flatness.antibody(theorem);
            case ANTIBODY_COSINE -> Flatness.antibody(new LambdaRule.Cosine(Flatness.STRENGTH, 0.99));
            case ANTIBODY_NO_REFUSAL -> new Flatness(theorem, Flatness.RHO, 0);
            case ANTIBODY_GUARDED -> new Flatness(theorem, Flatness.RHO, Flatness.REFUSAL_WEIGHT, true);
            case VACCINE -> new Vaccine(Vaccine.RHO);
            case REPNOISE -> new RepNoise(REPNOISE_ALPHA, RepNoise.BETA, 1);
        };
    }

    /** The name in files, such as {@code antibody-cosine}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
