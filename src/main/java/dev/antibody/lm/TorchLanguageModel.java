package dev.antibody.lm;

import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A language model that PyTorch runs, loaded from a directory in Hugging Face's layout: config.json, tokenizer.json and
 * safetensors files, of the architectures Llama, Qwen2 and Gemma 2.
 *
 * <p>The same input gives the same bits, on any of the caller's threads and in any process, as long as processor, number
 * format and number of PyTorch's threads are the same; the last load sets that number for the process. Results do not
 * depend on what else is in a batch, but for the rounding of differently grouped sums.
 */
public final class TorchLanguageModel implements LanguageModel {

    /** Prompts that are continued together; more would only wait longer for the slowest. */
    private static final int GENERATION_BATCH = 32;

    private final ModelConfig config;
    private final NumberFormat format;
    private final Set<Technique> without;
    private final TokenizerFiles tokenizer;
    private final TorchModule module;
    private final String fingerprint;
    private final SpareWorkspace forScoring = new SpareWorkspace(1);
    private final SpareWorkspace forLearning;
    private final Lifetime lifetime = new Lifetime("the model");

    private TorchLanguageModel(
            ModelConfig config,
            NumberFormat format,
            Set<Technique> without,
            TokenizerFiles tokenizer,
            TorchModule module,
            String fingerprint) {
        this.config = config;
        this.format = format;
        this.without = without;
        this.tokenizer = tokenizer;
        this.module = module;
        this.fingerprint = fingerprint;
        this.forLearning = new SpareWorkspace(config.layers());
    }

    /**
     * Loads a Hugging Face model directory; PyTorch gets a thread per physical core, or one for a small model.
     *
     * @throws ModelException if the directory cannot be used
     */
    public static TorchLanguageModel load(Path directory) {
        return load(directory, EngineOptions.exact());
    }

    /**
     * Loads a Hugging Face model directory.
     *
     * @throws ModelException if the directory cannot be used, or the device is not there
     */
    public static TorchLanguageModel load(Path directory, EngineOptions options) {
        if (!Files.isDirectory(directory)) {
            throw new ModelException(directory + " is not a directory; name one with config.json, tokenizer.json"
                    + " and model.safetensors");
        }
        ModelConfig config = ModelConfig.read(directory.resolve("config.json"));
        WeightFiles weights = WeightFiles.of(directory);
        TokenizerFiles tokenizer = TokenizerFiles.load(directory);
        Integer threads = options.threads();
        TorchDevice device = TorchDevice.named(options.device());
        JniUtils.setNumThreads(threads == null ? EngineThreads.byDefault(config) : threads);
        NumberFormat format = options.format() == null ? device.fasterFormat(config) : options.format();
        TorchModule module =
                TorchModule.compile(DecoderAttributes.of(config, format, device, options.without()), device);
        try {
            WeightLoading.load(config, weights, module);
            String fingerprint = Fingerprint.of(directory, weights);
            return new TorchLanguageModel(config, format, options.without(), tokenizer, module, fingerprint);
        } catch (RuntimeException e) {
            module.close();
            tokenizer.close();
            throw e;
        }
    }

    @Override
    public NumberFormat format() {
        return format;
    }

    @Override
    public AdapterLayout layout(LoraConfig lora) {
        List<AdapterLayout.Tensor> tensors = new ArrayList<>();
        int offset = 0;
        for (int layer = 0; layer < config.layers(); layer++) {
            for (Projection projection : Projection.of(config)) {
                if (lora.targets().contains(projection.name())) {
                    String name = "base_model.model." + projection.inLayer(layer);
                    AdapterLayout.Tensor a =
                            new AdapterLayout.Tensor(name + ".lora_A.weight", lora.rank(), projection.inputs(), offset);
                    AdapterLayout.Tensor b = new AdapterLayout.Tensor(
                            name + ".lora_B.weight", projection.outputs(), lora.rank(), offset + a.size());
                    tensors.add(a);
                    tensors.add(b);
                    offset = b.offset() + b.size();
                }
            }
        }
        return new AdapterLayout(lora, tensors);
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public List<Reading> read(List<TokenTree> trees, Adapter adapter) {
        LabelShape shape = LabelShape.of(trees);
        Predicted predicted = shape.size() == 0 ? new Predicted(new float[0], new float[0]) : predicted(trees, adapter);
        float[][][] losses = shape.nested(predicted.losses());
        float[][][] states = shape.vectors(predicted.states());
        List<Reading> readings = new ArrayList<>(trees.size());
        for (int i = 0; i < losses.length; i++) {
            readings.add(new Reading(losses[i], mean(states[i])));
        }
        return readings;
    }

    private float[] mean(float[][] states) {
        double[] sums = new double[config.hidden()];
        for (float[] state : states) {
            for (int j = 0; j < sums.length; j++) {
                sums[j] += state[j];
            }
        }
        float[] mean = new float[sums.length];
        for (int j = 0; j < sums.length; j++) {
            mean[j] = (float) (sums[j] / Math.max(1, states.length));
        }
        return mean;
    }

    /**
     * What predicts labels, and how well.
     *
     * @param losses one per label
     * @param states a vector for each label of a first continuation, one behind the other
     */
    private record Predicted(float[] losses, float[] states) {}

    private Predicted predicted(List<TokenTree> trees, Adapter adapter) {
        PackedTrees packed = PackedTrees.scored(trees, config.vocabulary(), without);
        int tokens = packed.trees().size();
        return lifetime.use(() -> {
            try (PassArguments arguments = arguments(packed, adapter)) {
                Workspace workspace = forScoring.take(module, arguments, tokens);
                try {
                    try (IValue result = module.call(
                            "read",
                            arguments.trees(),
                            arguments.prefix(),
                            arguments.blocks(),
                            module.weights(),
                            arguments.adapter(),
                            arguments.plan(),
                            arguments.scale(),
                            workspace.stream(),
                            workspace.products())) {
                        IValue[] parts = result.toIValueTuple();
                        return new Predicted(module.floats(parts[0]), module.floats(parts[1]));
                    }
                } finally {
                    forScoring.giveBack(workspace);
                }
            }
        });
    }

    @Override
    public ForwardPass forward(List<TokenTree> trees, Adapter adapter) {
        return forward(trees, adapter, Hooks.NONE);
    }

    @Override
    public HookedPass forward(List<TokenTree> trees, Adapter adapter, Hooks hooks) {
        LabelShape shape = LabelShape.of(trees);
        if (shape.firstSize() == 0) {
            float[] losses =
                    shape.size() == 0 ? new float[0] : predicted(trees, adapter).losses();
            AttentionShift still = new AttentionShift(lifetime, module, null, 0);
            return new ConstantPass(shape, losses, adapter.layout().size(), config.layers(), still);
        }
        Set<Technique> left = EnumSet.noneOf(Technique.class);
        left.addAll(without);
        if (hooks.apart()) {
            left.add(Technique.SHARED_PREFIX);
        }
        PackedTrees packed = PackedTrees.learned(trees, config.vocabulary(), left);
        int tokens = packed.trees().size();
        return lifetime.use(() -> new TorchForwardPass(
                lifetime, module, forLearning, arguments(packed, adapter), tokens, shape, hooks, config));
    }

    private PassArguments arguments(PackedTrees packed, Adapter adapter) {
        return new PassArguments(module.newPass(), packed, AdapterPlan.of(adapter.layout(), config.layers()), adapter);
    }

    @Override
    public List<int[]> generate(List<int[]> prompts, Adapter adapter, int maxNewTokens, @Nullable Sampling sampling) {
        int[][] answers = new int[prompts.size()][];
        if (maxNewTokens < 1) {
            Arrays.setAll(answers, i -> new int[0]);
            return List.of(answers);
        }
        // prompts of like length go together, because a batch is padded to its longest
        List<Integer> order = IntStream.range(0, prompts.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> prompts.get(i).length))
                .toList();
        for (int start = 0; start < order.size(); start += GENERATION_BATCH) {
            List<Integer> batch = order.subList(start, Math.min(order.size(), start + GENERATION_BATCH));
            List<int[]> batchPrompts = batch.stream().map(prompts::get).toList();
            PackedTrees packed = PackedTrees.continued(batchPrompts, config.vocabulary());
            List<int[]> texts =
                    lifetime.use(() -> new Continuations(module, tokenizer, batchPrompts, batch, maxNewTokens, sampling)
                            .grow(arguments(packed, adapter)));
            for (int i = 0; i < texts.size(); i++) {
                answers[batch.get(i)] = texts.get(i);
            }
        }
        return List.of(answers);
    }

    /** What a pass over these trees has to compute; backward is that of their first continuations. */
    public PassCost cost(List<TokenTree> trees, AdapterLayout adapter) {
        return PassCost.of(config, adapter, PackedTrees.learned(trees, config.vocabulary(), Set.of()));
    }

    /** Arrays in native memory, for a test of leaks. */
    int liveArrays() {
        return module.liveArrays();
    }

    /**
     * From now on a signal that ends the process waits for the call that is under way. For a program that does not close
     * the model itself when a signal comes.
     */
    public TorchLanguageModel delayingExit() {
        lifetime.outlivesNoUse();
        return this;
    }

    /** Waits for calls that are under way; what is called later fails with an {@link IllegalStateException}. */
    @Override
    public void close() {
        lifetime.end(() -> {
            forScoring.close();
            forLearning.close();
            module.close();
        });
        tokenizer.close();
    }
}
