package dev.antibody.lm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A model directory that a test may spoil. */
final class ModelCopy {

    private ModelCopy() {}

    /** Copies the files of a model, without what lies in folders beside them. */
    static void of(Path model, Path directory) throws IOException {
        try (Stream<Path> files = Files.list(model)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            for (Path file : all) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
    }
}
