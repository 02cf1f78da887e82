package dev.antibody.lm;

import ai.djl.Device;
import ai.djl.engine.Engine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where PyTorch computes. */
record TorchDevice(Device device) {

    private static final Logger LOGGER = LoggerFactory.getLogger(TorchDevice.class);

    /** Hidden width below which matrix products are not what takes the time. */
    private static final int WORTH_NARROWING = 512;

    /** Size of the matrices that are multiplied to find out: some tens of milliseconds, a second where bf16 is slow. */
    private static final int MEASURED = 1024;

    /** How much faster products must be in bf16, since a pass has more than products. */
    private static final double GAIN = 2;

    /** @throws ModelException if there is no GPU, or no native library that drives it */
    static TorchDevice named(String name) {
        Engine engine = Engine.getEngine("PyTorch"); // loads the native library, which JniUtils takes for granted
        if (name.equals(EngineOptions.CPU)) {
            return new TorchDevice(Device.cpu());
        }
        if (engine.getGpuCount() == 0) {
            throw new ModelException(
                    "no GPU can be used: the PyTorch that is loaded is a build for processors, or there is"
                            + " no NVIDIA driver; set PYTORCH_LIBRARY_PATH to the lib directory of a PyTorch "
                            + engine.getVersion() + " with CUDA, or take --device cpu");
        }
        return new TorchDevice(Device.gpu());
    }

    boolean isGpu() {
        return device.isGpu();
    }

    /** The format in which a model is the faster: bf16 on a GPU, and where this processor gains much by it. */
    NumberFormat fasterFormat(ModelConfig config) {
        if (isGpu()) {
            return NumberFormat.BF16;
        }
        if (config.hidden() < WORTH_NARROWING) {
            return NumberFormat.FP32;
        }
        double wide = MatrixProductRate.gigaflops(NumberFormat.FP32, EngineOptions.CPU, MEASURED);
        double narrow = MatrixProductRate.gigaflops(NumberFormat.BF16, EngineOptions.CPU, MEASURED);
        NumberFormat faster = narrow > GAIN * wide ? NumberFormat.BF16 : NumberFormat.FP32;
        LOGGER.atInfo()
                .addKeyValue("format", faster)
                .addKeyValue("fp32Gflops", Math.round(wide))
                .addKeyValue("bf16Gflops", Math.round(narrow))
                .log("took the faster number format, as --dtype did not name one");
        return faster;
    }
}
