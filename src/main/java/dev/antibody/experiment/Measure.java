package dev.antibody.experiment;

/**
 * One number that an experiment measured on a sample, or on a group of them.
 *
 * @param method whose model was measured: a defence, or an alignment
 * @param task of the user
 * @param seed of the run
 * @param quantity what was measured, such as {@code r}
 * @param group whose samples, such as {@code harmful}
 * @param step of fine-tuning after which it was measured, 0 for none
 * @param value finite
 */
record Measure(String method, String task, long seed, String quantity, String group, long step, double value) {

    static final String BENIGN = "benign";
    static final String HARMFUL = "harmful";
}
