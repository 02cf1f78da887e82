package dev.antibody.method;

/**
 * How the gradient of alignment lies to that of sharpness, over all LoRA parameters together.
 *
 * @param alignNorm ‖g_a‖
 * @param sharpNorm ‖g_s‖
 * @param dot ⟨g_a, g_s⟩
 */
public record Overlap(double alignNorm, double sharpNorm, double dot) {

    /** Of two gradients of the same length. */
    public static Overlap of(float[] align, float[] sharp) {
        return new Overlap(Gradients.norm(align), Gradients.norm(sharp), Gradients.dot(align, sharp));
    }

    /** Cosine of the angle between them; 0 when one of them is zero. */
    public double cosine() {
        double norms = alignNorm * sharpNorm;
        return norms == 0 ? 0 : dot / norms;
    }
}
