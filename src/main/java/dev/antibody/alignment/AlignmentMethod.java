package dev.antibody.alignment;

/** The methods of stage one. */
public enum AlignmentMethod {

    /**
     * g_a + λ_t · g_s + λ_refusal · g_r, see {@link dev.antibody.method.Flatness}. <em>Faithful</em> to the paper with
     * {@link dev.antibody.method.LambdaRule.Theorem}, to the published code with
     * {@link dev.antibody.method.LambdaRule.Cosine}; <em>variant</em> with a constant λ.
     */
    ANTIBODY,

    /**
     * g_a + λ · g_s with a constant λ: {@link #ANTIBODY} without its rule and its refusal. <em>Faithful</em> in its
     * equations, <em>variant</em> in its data, which are Antibody's.
     *
     * @see <a href="https://arxiv.org/abs/2409.01586">Booster</a>
     */
    BOOSTER,

    /**
     * g_a under the shift of hidden states that hurts it most, see {@link dev.antibody.method.Vaccine}. <em>Faithful</em>
     * in its equations, <em>variant</em> in data and optimiser, which are Antibody's.
     */
    VACCINE,

    /**
     * g_a, away from harmful responses in every layer, and their hidden states towards noise: see
     * {@link dev.antibody.method.RepNoise}. <em>Variant,</em> in the points named there.
     */
    REPNOISE,

    /** g_a alone, plain alignment: {@link #BOOSTER} with λ = 0. <em>Faithful.</em> */
    SFT
}
