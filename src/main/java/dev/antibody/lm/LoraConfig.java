package dev.antibody.lm;

import java.util.List;

/**
 * Which projections carry LoRA factors and how large these are: W·x + (alpha / rank) · B·(A·x).
 *
 * @param rank rows of A and columns of B, at least 1
 * @param alpha numerator of the scale
 * @param targets projection names as in Hugging Face, such as {@code q_proj}, in the model's own order
 * @see <a href="https://arxiv.org/abs/2106.09685">LoRA: Low-Rank Adaptation of Large Language Models</a>
 */
public record LoraConfig(int rank, double alpha, List<String> targets) {

    /** Projections of a Llama-like layer in the order in which tensors are laid out. */
    public static final List<String> PROJECTIONS =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    public LoraConfig {
        if (rank < 1) {
            throw new IllegalArgumentException("LoRA rank must be at least 1, not " + rank);
        }
        if (!(alpha > 0)) {
            throw new IllegalArgumentException("LoRA alpha must be positive, not " + alpha);
        }
        if (targets.isEmpty() || !PROJECTIONS.containsAll(targets)) {
            throw new IllegalArgumentException("LoRA targets must be some of " + PROJECTIONS + ", not " + targets);
        }
        targets = PROJECTIONS.stream().filter(targets::contains).toList();
    }

    /** The factor in front of B·A. */
    public double scale() {
        return alpha / rank;
    }
}
