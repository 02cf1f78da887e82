package dev.antibody.training;

import dev.antibody.lm.TokenTree;
import dev.antibody.method.Evidence;
import dev.antibody.method.LogProbs;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sample as a step sees it.
 *
 * @param id identity of the sample, for the step's record
 * @param offset position in the input: the offset in the scored topic, or the line of a file from 0
 * @param tree the prompt, continued by the response and then by the refusal templates
 * @param admitted what the gate decided under the reference adapter; {@link dev.antibody.method.Method#SFT} has no gate
 *     and does not look at it
 * @param attached what an earlier model said of the sample, or null when nobody has scored it
 * @param reference what the reference adapter said of the sample, or null when a score looks at the live one only
 * @param refresh whether the step shall compute the scores again, with the parameters that it starts from, as the paper
 *     does; otherwise it takes the attached ones and does not run the refusals
 */
public record TrainingSample(
        String id,
        long offset,
        TokenTree tree,
        boolean admitted,
        @Nullable LogProbs attached,
        @Nullable LogProbs reference,
        boolean refresh) {

    public TrainingSample {
        if (tree.continuations().isEmpty()) {
            throw new IllegalArgumentException("a sample needs a response");
        }
        if (attached == null && !refresh) {
            throw new IllegalArgumentException("a sample without attached scores must be scored in the step");
        }
    }

    /** A sample that is scored in the step. */
    public static TrainingSample fresh(String id, long offset, TokenTree tree, boolean admitted) {
        return new TrainingSample(id, offset, tree, admitted, null, null, true);
    }

    /** What is known of the sample when the live adapter says this of it. */
    Evidence evidence(LogProbs live) {
        return new Evidence(live, Optional.ofNullable(reference));
    }

    /** Prompt and response tokens; refusals are not counted. */
    public int tokens() {
        return tree.prompt().length + tree.continuations().get(0).length;
    }
}
