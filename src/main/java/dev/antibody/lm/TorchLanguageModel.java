package dev.antibody.lm;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A language model that PyTorch runs, loaded from a directory in Hugging Face's layout: config.json, tokenizer.json and
 * safetensors files, of the architectures Llama and Qwen2. It computes in fp32.
 *
 * <p>The same input gives the same bits, on any of the caller's threads and in any process, as long as processor and
 * number of PyTorch's threads are the same; the last load sets that number for the process. Results do not depend on what
 * else is in a batch, but for the rounding of differently grouped sums.
 */
public final class TorchLanguageModel implements LanguageModel {

    /** Prompts that are continued together; more would only wait longer for the slowest. */
    private static final int GENERATION_BATCH = 32;

    private final ModelConfig config;
    private final TokenizerFiles tokenizer;
    private final TorchModule module;
    private final String fingerprint;
    private final Lifetime lifetime = new Lifetime("the model");

    private TorchLanguageModel(ModelConfig config, TokenizerFiles tokenizer, TorchModule module, String fingerprint) {
        this.config = config;
        this.tokenizer = tokenizer;
        this.module = module;
        this.fingerprint = fingerprint;
    }

    /**
     * Loads a Hugging Face model directory; PyTorch gets a thread per physical core, or one for a small model.
     *
     * @throws ModelException if the directory cannot be used
     */
    public static TorchLanguageModel load(Path directory) {
        return load(directory, EngineThreads::byDefault);
    }

    /**
     * Loads a Hugging Face model directory.
     *
     * @param threads threads of PyTorch's operators, for the whole process
     * @throws ModelException if the directory cannot be used
     */
    public static TorchLanguageModel load(Path directory, int threads) {
        return load(directory, config -> threads);
    }

    private static TorchLanguageModel load(Path directory, ToIntFunction<ModelConfig> threads) {
        if (!Files.isDirectory(directory)) {
            throw new ModelException(directory + " is not a directory; name one with config.json, tokenizer.json"
                    + " and model.safetensors");
        }
        ModelConfig config = ModelConfig.read(directory.resolve("config.json"));
        WeightFiles weights = WeightFiles.of(directory);
        TokenizerFiles tokenizer = TokenizerFiles.load(directory);
        TorchModule module = TorchModule.compile(config);
        try {
            JniUtils.setNumThreads(threads.applyAsInt(config));
            WeightLoading.load(config, weights, module);
            return new TorchLanguageModel(config, tokenizer, module, fingerprint(directory, weights));
        } catch (RuntimeException e) {
            module.close();
            tokenizer.close();
            throw e;
        }
    }

    private static String fingerprint(Path directory, WeightFiles weights) {
        List<Path> described = List.of(directory.resolve("config.json"), directory.resolve("tokenizer.json"));
        try {
            return Fingerprint.of(
                    Stream.concat(described.stream(), weights.files().stream()).toList());
        } catch (IOException e) {
            throw new ModelException(directory + " cannot be read: " + e.getMessage(), e);
        }
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
    public float[][][] negativeLogLikelihoods(List<TokenTree> trees, Adapter adapter) {
        LabelShape shape = LabelShape.of(trees);
        if (shape.size() == 0) {
            return shape.nested(new float[0]);
        }
        PackedTrees packed = PackedTrees.scored(trees, config.vocabulary());
        return shape.nested(lifetime.use(() -> score(packed, adapter)));
    }

    private float[] score(PackedTrees packed, Adapter adapter) {
        try (NDManager pass = module.newPass()) {
            AdapterTensors tensors = new AdapterTensors(pass, adapter, false);
            NDList losses = module.call(pass, "score", PassInputs.of(pass, packed), tensors, false);
            return losses.get(0).toFloatArray();
        }
    }

    @Override
    public ForwardPass forward(List<TokenTree> trees, Adapter adapter) {
        LabelShape shape = LabelShape.of(trees);
        if (shape.size() == 0) {
            return new UnlabelledPass(shape, adapter.layout().size());
        }
        PackedTrees packed = PackedTrees.scored(trees, config.vocabulary());
        return lifetime.use(() -> learn(packed, shape, adapter));
    }

    private ForwardPass learn(PackedTrees packed, LabelShape shape, Adapter adapter) {
        NDManager pass = module.newPass();
        try {
            AdapterTensors tensors = new AdapterTensors(pass, adapter, true);
            NDList results = module.call(pass, "learn", PassInputs.of(pass, packed), tensors, true);
            return new TorchForwardPass(lifetime, pass, tensors, shape, results);
        } catch (RuntimeException e) {
            pass.close();
            throw e;
        }
    }

    @Override
    public List<int[]> generate(List<int[]> prompts, Adapter adapter, int maxNewTokens) {
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
        GreedyGeneration generation = new GreedyGeneration(module, config.vocabulary(), tokenizer);
        for (int start = 0; start < order.size(); start += GENERATION_BATCH) {
            List<Integer> batch = order.subList(start, Math.min(order.size(), start + GENERATION_BATCH));
            List<int[]> batchPrompts = batch.stream().map(prompts::get).toList();
            List<int[]> texts = lifetime.use(() -> generation.run(batchPrompts, adapter, maxNewTokens));
            for (int i = 0; i < texts.size(); i++) {
                answers[batch.get(i)] = texts.get(i);
            }
        }
        return List.of(answers);
    }

    /** Arrays in native memory, for a test of leaks. */
    int liveArrays() {
        return module.liveArrays();
    }

    /** Waits for calls that are under way; what is called later fails with an {@link IllegalStateException}. */
    @Override
    public void close() {
        lifetime.end(module::close);
        tokenizer.close();
    }
}
