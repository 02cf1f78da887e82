package dev.antibody.lm;

/** Text to token ids and back, as the model was trained with. Thread-safe. */
public interface Tokenizer {

    /**
     * Token ids of a text.
     *
     * @param specialTokens whether the tokenizer adds its own special tokens, such as a beginning of sequence
     */
    int[] encode(String text, boolean specialTokens);

    /** Text of the ids, special tokens left out. */
    String decode(int[] ids);

    /** The token that ends an answer. */
    int endOfSequence();

    /**
     * Renders a user's message with the model's chat template, ready for the assistant's answer.
     *
     * @throws ModelException if the model has no chat template
     */
    String chat(String message);
}
