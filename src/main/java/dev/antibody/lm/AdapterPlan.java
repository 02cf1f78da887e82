package dev.antibody.lm;

import java.util.List;

/**
 * Where an adapter's factors lie in its flat values, as decoder.torchscript wants to know it: every layer has the same
 * projections in the same order, so a layer's size and a start for each projection say it all.
 *
 * @param numbers rank, values of a layer, then for each of {@link LoraConfig#PROJECTIONS} where its factor A begins
 *     within a layer, B following it, or -1 if it has none
 */
record AdapterPlan(long[] numbers) {

    static AdapterPlan of(AdapterLayout layout, int layers) {
        List<String> projections = LoraConfig.PROJECTIONS;
        long[] numbers = new long[2 + projections.size()];
        numbers[0] = layout.config().rank();
        numbers[1] = layout.size() / layers;
        for (int i = 0; i < projections.size(); i++) {
            numbers[2 + i] = start(layout, projections.get(i));
        }
        return new AdapterPlan(numbers);
    }

    /** The first tensor of that projection is that of the first layer, which begins at 0. */
    private static long start(AdapterLayout layout, String projection) {
        return layout.tensors().stream()
                .filter(tensor -> tensor.isA() && tensor.name().contains("." + projection + "."))
                .mapToLong(AdapterLayout.Tensor::offset)
                .findFirst()
                .orElse(-1);
    }
}
