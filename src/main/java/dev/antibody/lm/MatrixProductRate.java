package dev.antibody.lm;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.Map;

/** How fast this machine multiplies matrices, through the same library and with the same threads as a model. */
public final class MatrixProductRate {

    private static final int ROUNDS = 5;

    private MatrixProductRate() {}

    /**
     * The best of a few products of (size, size) matrices.
     *
     * @param size 1024 takes some tens of milliseconds, and a second where a format is not the processor's own
     * @return 10⁹ floating point operations per second, a multiplication and an addition being two
     */
    public static double gigaflops(NumberFormat format, String device, int size) {
        TorchDevice place = TorchDevice.named(device);
        try (TorchModule module =
                        TorchModule.compile("product.torchscript", "Product", Map.of("training", false), place);
                NDManager memory = module.newPass();
                IValue type = IValue.from(format == NumberFormat.BF16 ? 15L : 6L);
                IValue ones = IValue.from((PtNDArray) memory.ones(new Shape(size, size)));
                IValue matrix = module.call("convert", ones, type)) {
            double best = Double.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                long started = System.nanoTime();
                module.floats(
                        module.call("multiply", matrix, matrix)); // one value, for a GPU answers before it is done
                best = Math.min(best, (double) (System.nanoTime() - started));
            }
            return 2.0 * size * size * size / best;
        }
    }
}
