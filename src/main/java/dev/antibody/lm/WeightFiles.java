package dev.antibody.lm;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The weights of a model directory: model.safetensors, or the shards that model.safetensors.index.json lists. */
final class WeightFiles {

    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    private final Path directory;
    private final List<Path> files;
    private final Map<String, Safetensors> byTensor = new LinkedHashMap<>();

    private WeightFiles(Path directory, List<Path> files) {
        this.directory = directory;
        this.files = files;
        for (Path file : files) {
            Safetensors shard = Safetensors.open(file);
            shard.names().forEach(name -> byTensor.put(name, shard));
        }
    }

    /** @throws ModelException if there are no weights or a shard is missing */
    static WeightFiles of(Path directory) {
        Path index = directory.resolve(INDEX);
        if (Files.isRegularFile(index) && !Files.isRegularFile(directory.resolve(SINGLE))) {
            TreeSet<String> shards = new TreeSet<>();
            for (JsonNode shard : JsonFields.read(index).node("weight_map")) {
                shards.add(shard.asText());
            }
            return new WeightFiles(
                    directory, shards.stream().map(directory::resolve).toList());
        }
        if (!Files.isRegularFile(directory.resolve(SINGLE))) {
            throw new ModelException(directory + " has neither " + SINGLE + " nor " + INDEX
                    + "; weights in other formats must be converted to safetensors");
        }
        return new WeightFiles(directory, List.of(directory.resolve(SINGLE)));
    }

    List<Path> files() {
        return files;
    }

    /** @throws ModelException if the tensor is missing or shaped otherwise */
    StoredTensor tensor(String name, long... shape) {
        Safetensors shard = byTensor.get(name);
        if (shard == null) {
            throw new ModelException("the weights in " + directory + " lack " + name
                    + "; they belong to another architecture or are incomplete");
        }
        StoredTensor tensor = shard.stored(name);
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw new ModelException(name + " in " + directory + " has the shape " + Arrays.toString(tensor.shape())
                    + ", config.json asks for " + Arrays.toString(shape));
        }
        return tensor;
    }
}
