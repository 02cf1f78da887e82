package dev.antibody.alignment;

import dev.antibody.checkpoint.CheckpointCodec;
import dev.antibody.lm.TokenTree;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What a model is aligned with.
 *
 * @param safe prompts, each continued by what the model shall answer: refusals of harmful prompts and ordinary answers
 * @param harmful prompts, each continued by the attack's response, then by a refusal
 */
public record AlignmentData(List<TokenTree> safe, List<TokenTree> harmful) {

    /** Checks that no sample lacks what its role needs. */
    public AlignmentData {
        safe = List.copyOf(safe);
        harmful = List.copyOf(harmful);
        if (safe.isEmpty() || harmful.isEmpty()) {
            throw new IllegalArgumentException("alignment needs safe and harmful samples");
        }
        if (safe.stream().anyMatch(tree -> tree.continuations().size() != 1)
                || harmful.stream().anyMatch(tree -> tree.continuations().size() != 2)) {
            throw new IllegalArgumentException(
                    "a safe sample has one continuation, a harmful one its response and a refusal");
        }
    }

    /** SHA-256 in lower-case hex over all tokens: equal data are aligned with alike. */
    public String digest() {
        StringBuilder text = new StringBuilder();
        for (List<TokenTree> trees : List.of(safe, harmful)) {
            for (TokenTree tree : trees) {
                text.append(Arrays.toString(tree.prompt()));
                tree.continuations().forEach(tokens -> text.append(Arrays.toString(tokens)));
            }
            text.append('\n');
        }
        return CheckpointCodec.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
