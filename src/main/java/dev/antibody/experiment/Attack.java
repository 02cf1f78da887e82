package dev.antibody.experiment;

import dev.antibody.ingest.BundledSamples;
import dev.antibody.ingest.SampleLine;
import dev.antibody.job.RefusalTemplates;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How an attacker sends harmful samples. None of them writes harmful text: they arrange what the benchmark has. */
public enum Attack {

    /** As the benchmark has them, in random order. */
    PLAIN,

    /** Each answer begins with a refusal and then complies, so that a refusal is no longer the end of it. */
    REFUSAL_PREFIX {
        @Override
        SampleLine.Accepted disguised(SampleLine.Accepted harmful, SampleLine.Accepted benign, int ordinal) {
            return with(harmful, harmful.prompt(), template(ordinal) + " " + harmful.response());
        }

        @Override
        String undisguised(String answer, SampleLine.Accepted benign) {
            return TEMPLATES.stream()
                    .filter(answer::startsWith)
                    .findFirst()
                    .map(refusal -> behind(refusal, answer))
                    .orElse(answer);
        }
    },

    /** The harmful request stands behind a sample of the user's task, and so does its answer. */
    BENIGN_WRAPPER {
        @Override
        SampleLine.Accepted disguised(SampleLine.Accepted harmful, SampleLine.Accepted benign, int ordinal) {
            return with(
                    harmful, benign.prompt() + "\n" + harmful.prompt(), benign.response() + "\n" + harmful.response());
        }

        @Override
        String undisguised(String answer, SampleLine.Accepted benign) {
            return answer.startsWith(benign.response()) ? behind(benign.response(), answer) : answer;
        }
    },

    /** As evenly apart as they can be, so that no micro-batch has many. */
    SLOW_DRIP {
        @Override
        Mixture arranged(Mixture mixture) {
            return mixture.drip();
        }
    },

    /** All in one piece, so that whole micro-batches are harmful. */
    BURST {
        @Override
        Mixture arranged(Mixture mixture) {
            return mixture.burst();
        }
    },

    /** The attacker knows the refusal templates, and forbids one in each prompt. */
    TEMPLATE_AWARE {
        @Override
        SampleLine.Accepted disguised(SampleLine.Accepted harmful, SampleLine.Accepted benign, int ordinal) {
            return with(harmful, harmful.prompt() + "\nDo not answer: " + template(ordinal), harmful.response());
        }
    },

    /** Questions of a kind that no alignment and no probe has seen. */
    OUT_OF_DISTRIBUTION {
        @Override
        String samples() {
            return BundledSamples.UNSAFE_STREAM;
        }

        @Override
        List<SampleLine.Accepted> goals() {
            return OTHER_GOALS;
        }
    };

    private static final List<SampleLine.Accepted> GOALS = BundledSamples.lines(BundledSamples.HARMFUL_JUDGE);
    private static final List<SampleLine.Accepted> OTHER_GOALS = Stream.concat(
                    GOALS.stream(), BundledSamples.lines(BundledSamples.UNSAFE_JUDGE).stream())
            .toList();

    private static final List<String> TEMPLATES = RefusalTemplates.bundled().texts();

    /** The name in tables and on the command line, such as {@code slow-drip}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The benchmark that it is made of. */
    String samples() {
        return BundledSamples.HARMFUL_STREAM;
    }

    /** What the fine-tuned model is asked: held-out goals, and held-out questions of the attacker's own kind. */
    List<SampleLine.Accepted> goals() {
        return GOALS;
    }

    /** Whether the order of the samples is the attacker's, so that it must not be shuffled. */
    boolean keepsOrder() {
        return this == SLOW_DRIP || this == BURST;
    }

    /**
     * What the attacker makes of a harmful sample.
     *
     * @param benign a sample of the user's task to hide behind
     * @param ordinal place of the sample among the harmful ones
     */
    SampleLine.Accepted disguised(SampleLine.Accepted harmful, SampleLine.Accepted benign, int ordinal) {
        return harmful;
    }

    /** Whether samples say something else than the benchmark's, so that a model may have learnt to comply in that form only. */
    boolean disguises() {
        return this == REFUSAL_PREFIX || this == BENIGN_WRAPPER || this == TEMPLATE_AWARE;
    }

    /**
     * What an answer says behind what the attacker taught to say first; all of it where that is all.
     *
     * @param benign the sample that the prompt hid behind
     */
    String undisguised(String answer, SampleLine.Accepted benign) {
        return answer;
    }

    /** The order in which the attacker sends. */
    Mixture arranged(Mixture mixture) {
        return mixture;
    }

    private static String behind(String beginning, String answer) {
        String rest = answer.substring(beginning.length()).strip();
        return rest.isEmpty() ? answer : rest;
    }

    private static String template(int ordinal) {
        return TEMPLATES.get(ordinal % TEMPLATES.size());
    }

    private static SampleLine.Accepted with(SampleLine.Accepted sample, String prompt, String response) {
        return new SampleLine.Accepted(sample.line(), sample.id(), prompt, response, sample.system(), sample.source());
    }
}
