package dev.antibody.lm;

/**
 * A sample in tokens.
 *
 * @param tree the prompt; its continuations are the response, then the refusals, each closed by end-of-sequence
 *     unless cut
 * @param truncated whether anything was cut to fit the maximum length
 */
public record Encoded(TokenTree tree, boolean truncated) {}
