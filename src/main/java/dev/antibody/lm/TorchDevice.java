package dev.antibody.lm;

import ai.djl.Device;
import ai.djl.engine.Engine;

/** Where PyTorch computes. */
record TorchDevice(Device device) {

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

    NumberFormat fasterFormat(ModelConfig config) {
        return NumberFormat.FP32;
    }
}
