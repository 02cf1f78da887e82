package dev.antibody.lm;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a model is run; what is null is decided when it is loaded.
 *
 * @param format what to compute with; null measures which is faster here
 * @param device {@link #CPU} or {@link #CUDA}
 * @param threads threads of PyTorch's operators, for the whole process; null: one per physical core, or one for a small
 *     model
 * @param without techniques that are left out, to see what they gain
 */
public record EngineOptions(
        @Nullable NumberFormat format, String device, @Nullable Integer threads, Set<Technique> without) {

    /** The processor. */
    public static final String CPU = "cpu";

    /** The first GPU. */
    public static final String CUDA = "cuda";

    public EngineOptions {
        if (!device.equals(CPU) && !device.equals(CUDA)) {
            throw new IllegalArgumentException("a device is cpu or cuda, not " + device);
        }
        if (threads != null && threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        without = Set.copyOf(without);
    }

    /** fp32 on the processor. */
    public static EngineOptions exact() {
        return new EngineOptions(NumberFormat.FP32, CPU, null, Set.of());
    }

    /** The same with a number of threads. */
    public EngineOptions withThreads(int number) {
        return new EngineOptions(format, device, number, without);
    }

    /** The same without a technique. */
    public EngineOptions without(Technique technique) {
        return new EngineOptions(format, device, threads, Set.of(technique));
    }
}
