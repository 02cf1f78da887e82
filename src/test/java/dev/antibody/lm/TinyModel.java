package dev.antibody.lm;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models of src/test/resources/fixtures, with random weights. A loaded one is shared by all tests of the JVM, which
 * must not close it; it is safe to share because a call changes nothing in it.
 */
public enum TinyModel {
    /** Tied head, no biases. */
    LLAMA("tiny-llama"),
    /** A head of its own, biases on queries, keys and values. */
    QWEN2("tiny-qwen2"),
    /** Norms in front and behind, capped scores and logits, scaled embeddings. */
    GEMMA2("tiny-gemma2"),
    /** The same with a window that is shorter than the samples; weights in bf16, in two files. */
    GEMMA2_WINDOW("tiny-gemma2-window"),
    /** Rotary frequencies stretched as Llama 3 does; weights in fp16. */
    LLAMA3("tiny-llama3");

    /** Of the adapters beside the models. */
    private static final LoraConfig LORA = new LoraConfig(8, 1, List.of("q_proj", "k_proj", "v_proj"));

    private static final Map<TinyModel, TorchLanguageModel> LOADED = new ConcurrentHashMap<>();

    private final String folder;

    TinyModel(String folder) {
        this.folder = folder;
    }

    /** The model's directory. */
    public Path directory() {
        return Fixtures.directory(folder);
    }

    /** The model, loaded when somebody asks first. */
    public TorchLanguageModel model() {
        return LOADED.computeIfAbsent(
                this,
                tiny -> TorchLanguageModel.load(
                        tiny.directory(), EngineOptions.exact().withThreads(1)));
    }

    /** The adapter that the golden numbers were made with; neither of its factors is zero. */
    public Adapter adapter() {
        Safetensors file = Safetensors.open(directory().resolve("adapter/adapter_model.safetensors"));
        AdapterLayout layout = model().layout(LORA);
        float[] values = new float[layout.size()];
        for (AdapterLayout.Tensor tensor : layout.tensors()) {
            System.arraycopy(file.tensor(tensor.name()).values(), 0, values, tensor.offset(), tensor.size());
        }
        return new Adapter(layout, values);
    }

    /** Another rank, scale and choice of projections than the golden adapter's, and no zeros. */
    public Adapter adapterOnAllProjections() {
        Adapter initial = Adapter.initial(model().layout(new LoraConfig(4, 6, LoraConfig.PROJECTIONS)), 3);
        Random random = new Random(4);
        float[] values = initial.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (0.05 * random.nextGaussian());
        }
        return initial.with(values);
    }

    /** An adapter that changes nothing. */
    public Adapter base() {
        return Adapter.initial(model().layout(LORA), 0);
    }

    /** What Hugging Face says of the model. */
    public Golden golden() {
        return Golden.read(directory());
    }

    /** A list of greedy.json: {@code base}, {@code adapted} or {@code stopped}. */
    List<int[]> greedy(String which) {
        List<int[]> answers = new ArrayList<>();
        for (JsonNode answer : greedy().path(which)) {
            int[] ids = new int[answer.size()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = answer.path(i).intValue();
            }
            answers.add(ids);
        }
        return answers;
    }

    /** The other fields of greedy.json, see ops/fixtures/greedy.py. */
    JsonNode greedy() {
        return JsonFields.read(directory().resolve("greedy.json")).root();
    }
}
