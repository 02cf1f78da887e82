package dev.antibody.app.offline;

import dev.antibody.alignment.AlignmentMethod;
import dev.antibody.app.cli.UsageException;
import dev.antibody.method.Defence;
import dev.antibody.method.Flatness;
import dev.antibody.method.LambdaRule;
import dev.antibody.method.RepNoise;
import dev.antibody.method.Vaccine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The method of stage one with its own settings. An option that the method does not look at is refused. */
final class DefenceOptions {

    private static final double MOMENTUM = 0.99;

    @Option(
            names = "--method",
            paramLabel = "antibody|booster|vaccine|repnoise|sft",
            defaultValue = "antibody",
            description =
                    "How to align: flat where an attack would go (antibody, booster), under shifted hidden states (vaccine),"
                            + " with harmful hidden states turned to noise (repnoise), or plainly (sft).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private AlignmentMethod method;

    @Option(
            names = "--lambda",
            paramLabel = "theorem|cosine|constant",
            description =
                    "How strong the flatness term is: as the paper's Theorem 4.1 has it (default), as the published"
                            + " code has it, or always alike (booster's).")
    private @Nullable LambdaKind lambda;

    @Option(names = "--xi", paramLabel = "X", description = "Strength for --lambda theorem. Default: 5.")
    private @Nullable Double xi;

    @Option(
            names = "--eta",
            paramLabel = "X",
            description = "Strength for --lambda cosine, and the constant of --lambda constant. Default: 5.")
    private @Nullable Double eta;

    @Option(
            names = "--momentum",
            paramLabel = "X",
            description = "Share of the step before in a lambda of --lambda cosine. Default: 0.99.")
    private @Nullable Double momentum;

    @Option(
            names = "--rho",
            paramLabel = "X",
            description =
                    "Length of the virtual attack step, for antibody and booster (default: 0.1), or of the shift of all"
                            + " hidden states together, for vaccine (default: 2).")
    private @Nullable Double rho;

    @Option(
            names = "--lambda-refusal",
            paramLabel = "X",
            description = "Weight of refusing after the virtual attack step, for antibody. Default: 0.05.")
    private @Nullable Double refusalWeight;

    @Option(
            names = "--alpha",
            paramLabel = "X",
            description = "Weight of unlearning harmful responses, for repnoise. Default: 1.")
    private @Nullable Double alpha;

    @Option(
            names = "--beta",
            paramLabel = "X",
            description =
                    "Weight of the distance between harmful hidden states and noise, for repnoise. Default: 0.001.")
    private @Nullable Double beta;

    @Option(
            names = "--guard",
            description =
                    "Take out of each gradient what lowers the harmful loss, for antibody: flatness must not be reached by"
                            + " learning the poison.")
    private boolean guard;

    /**
     * What is added to plain alignment.
     *
     * @param seed of the noise, where the method has one
     * @throws UsageException if the options do not go together
     */
    Defence defence(long seed) {
        if (guard && method != AlignmentMethod.ANTIBODY) {
            throw new UsageException("--guard is for --method antibody; leave it out, or choose that");
        }
        if (method != AlignmentMethod.REPNOISE) {
            refuse(alpha, "--alpha", "for --method repnoise");
            refuse(beta, "--beta", "for --method repnoise");
        }
        try {
            return switch (method) {
                case ANTIBODY ->
                    new Flatness(
                            rule(lambda == null ? LambdaKind.THEOREM : lambda),
                            or(rho, Flatness.RHO),
                            or(refusalWeight, Flatness.REFUSAL_WEIGHT),
                            guard);
                case BOOSTER -> booster();
                case VACCINE -> {
                    refuseFlatness();
                    yield new Vaccine(or(rho, Vaccine.RHO));
                }
                case REPNOISE -> {
                    refuseFlatness();
                    refuse(rho, "--rho", "for --method antibody, booster and vaccine");
                    yield new RepNoise(or(alpha, RepNoise.ALPHA), or(beta, RepNoise.BETA), seed);
                }
                case SFT -> {
                    refuseFlatness();
                    refuse(rho, "--rho", "for --method antibody, booster and vaccine");
                    yield new Defence.None();
                }
            };
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; change that option", e);
        }
    }

    private LambdaRule rule(LambdaKind kind) {
        if (kind != LambdaKind.THEOREM) {
            refuse(xi, "--xi", "for --lambda theorem");
        }
        if (kind != LambdaKind.COSINE) {
            refuse(momentum, "--momentum", "for --lambda cosine");
        }
        return switch (kind) {
            case THEOREM -> {
                refuse(eta, "--eta", "for --lambda cosine and constant");
                yield new LambdaRule.Theorem(or(xi, Flatness.STRENGTH));
            }
            case COSINE -> new LambdaRule.Cosine(or(eta, Flatness.STRENGTH), or(momentum, MOMENTUM));
            case CONSTANT -> new LambdaRule.Constant(or(eta, Flatness.STRENGTH));
        };
    }

    private Flatness booster() {
        refuse(
                lambda == LambdaKind.CONSTANT ? null : lambda,
                "--lambda",
                "for --method antibody; booster's is constant");
        refuse(refusalWeight, "--lambda-refusal", "for --method antibody");
        LambdaRule.Constant constant = (LambdaRule.Constant) rule(LambdaKind.CONSTANT);
        return Flatness.booster(constant.lambda(), or(rho, Flatness.RHO));
    }

    private void refuseFlatness() {
        String others = "for --method antibody and booster";
        refuse(lambda, "--lambda", others);
        refuse(xi, "--xi", others);
        refuse(eta, "--eta", others);
        refuse(momentum, "--momentum", others);
        refuse(refusalWeight, "--lambda-refusal", others);
    }

    private static void refuse(@Nullable Object given, String option, String owner) {
        if (given != null) {
            throw new UsageException(option + " is " + owner + "; leave it out, or choose that");
        }
    }

    private static double or(@Nullable Double given, double fallback) {
        return given == null ? fallback : given;
    }
}
