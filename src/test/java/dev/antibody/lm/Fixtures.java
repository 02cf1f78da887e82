package dev.antibody.lm;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/** Where src/test/resources/fixtures lies; {@link TinyModel} is what tests of numbers want. */
public final class Fixtures {

    private Fixtures() {}

    /** Directory of a Llama model with random weights. */
    public static Path tinyLlama() {
        return directory("tiny-llama");
    }

    /** Directory of a Qwen2 model with random weights. */
    public static Path tinyQwen2() {
        return directory("tiny-qwen2");
    }

    static Path directory(String name) {
        URL resource = Objects.requireNonNull(Fixtures.class.getResource("/fixtures/" + name), name);
        try {
            return Path.of(resource.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
