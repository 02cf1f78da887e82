package dev.antibody.lm;

import java.util.List;

/**
 * Floating point operations that a pass cannot do without, a multiplication and an addition being two: matrix products of
 * the tokens that it reads, attention to what each token sees, logits of the labels. Norms, activations and the optimiser
 * are not counted, so what is reached of a processor's matrix-multiply rate is below 1 even if no product ever waits.
 *
 * @param forward operations of the forward pass
 * @param backward operations of the backward pass that gives the adapter's gradient
 */
public record PassCost(double forward, double backward) {

    /** Backward through attention takes five products where forward takes two. */
    private static final double ATTENTION_BACKWARD = 2.5;

    static PassCost of(ModelConfig config, AdapterLayout adapter, PackedTrees packed) {
        double tokens = packed.trees().size();
        double aside = packed.aside().size();
        double wanted = packed.wanted().size();
        double labels = packed.labels().size();
        double learned = packed.learned().stream().filter(first -> first).count();
        List<Projection> projections = Projection.of(config);
        double all = projections.stream().mapToDouble(PassCost::product).sum();
        double keysAndValues = product(projections.get(1)) + product(projections.get(2));
        double rest = config.layers() - 1; // the last layer needs of most tokens their keys and values only
        double linear = tokens * (rest * all + keysAndValues) + wanted * (all - keysAndValues);
        double beside = aside * config.layers() * all;
        double lora = 2.0 * adapter.size() * tokens;
        double loraAside = 2.0 * adapter.size() * aside;
        double seen = 4.0 * config.heads() * config.headDim() * config.layers();
        double attention = seen * packed.trees().keysSeen();
        double attentionAside = seen * packed.aside().keysSeen();
        double logits = 2.0 * config.vocabulary() * config.hidden();
        double forward = linear + beside + lora + loraAside + attention + attentionAside + labels * logits;
        // the first layer's inputs need no gradient
        double first = product(projections.get(0)) + keysAndValues;
        double backward = linear - tokens * first + 2 * lora + ATTENTION_BACKWARD * attention + learned * logits;
        return new PassCost(forward, backward);
    }

    private static double product(Projection projection) {
        return 2.0 * projection.inputs() * projection.outputs();
    }
}
