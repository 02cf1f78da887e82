package dev.antibody.training;

import dev.antibody.lm.TokenTree;

/**
 * A sample of a file.
 *
 * @param id what the file calls it, or its line
 * @param tree the prompt, continued by the response and then by the refusal templates
 */
public record OfflineSample(String id, TokenTree tree) {}
