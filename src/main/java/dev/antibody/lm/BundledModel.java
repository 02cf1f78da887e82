package dev.antibody.lm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The small model that ships with the project, for whoever names no other. It lives in resources, and an engine wants
 * files, so it is copied once into a cache directory that is named after its content.
 *
 * <p>The cache is the system property {@code antibody.cache}, else the environment variable {@code ANTIBODY_CACHE},
 * else {@code $XDG_CACHE_HOME/antibody}, else {@code ~/.cache/antibody}.
 */
public final class BundledModel {

    private static final String RESOURCES = "/demo/model/";
    private static final List<String> FILES = List.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "chat_template.jinja",
            "model.safetensors");

    private BundledModel() {}

    /**
     * The model's directory, ready to be loaded.
     *
     * @throws ModelException if the model is not in this build, or the cache cannot be written
     */
    public static Path directory() {
        return extract(RESOURCES, cache(System.getProperty("antibody.cache"), System.getenv()));
    }

    static Path cache(@Nullable String property, Map<String, String> environment) {
        if (property != null) {
            return Path.of(property);
        }
        String own = environment.get("ANTIBODY_CACHE");
        if (own != null && !own.isEmpty()) {
            return Path.of(own);
        }
        String shared = environment.get("XDG_CACHE_HOME");
        Path caches = shared != null && !shared.isEmpty()
                ? Path.of(shared)
                : Path.of(System.getProperty("user.home"), ".cache");
        return caches.resolve("antibody");
    }

    static Path extract(String resources, Path cache) {
        Map<String, byte[]> files = read(resources);
        if (!files.containsKey("config.json")) {
            throw new ModelException("this build carries no demo model; name a model directory with --model");
        }
        Path directory = cache.resolve("model-" + Fingerprint.of(files).substring(0, 16));
        if (Files.isDirectory(directory)) {
            return directory;
        }
        try {
            if (!Files.isDirectory(cache)) { // a link to a directory will do
                Files.createDirectories(cache);
            }
            // written aside and moved: another process sees the whole model or none
            Path aside = Files.createTempDirectory(cache, "model-");
            try {
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    Files.write(aside.resolve(file.getKey()), file.getValue());
                }
                move(aside, directory);
            } finally {
                delete(aside);
            }
            return directory;
        } catch (IOException e) {
            throw new ModelException(
                    "the demo model cannot be unpacked into " + cache
                            + "; set ANTIBODY_CACHE to a directory that can be written",
                    e);
        }
    }

    private static Map<String, byte[]> read(String resources) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String name : FILES) {
            try (InputStream in = BundledModel.class.getResourceAsStream(resources + name)) {
                if (in != null) {
                    files.put(name, in.readAllBytes());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // another process was faster, with the same content
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> paths = Files.walk(directory)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
