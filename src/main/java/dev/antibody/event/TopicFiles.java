package dev.antibody.event;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Finds the declarations of topics, {@code *.yaml} files with one Strimzi {@code KafkaTopic} each. */
public final class TopicFiles {

    private TopicFiles() {}

    /** The topics of Antibody itself, {@link Topics#ALL}, from the files that were built in. */
    public static List<TopicSpec> bundled() {
        return Topics.ALL.stream().map(TopicFiles::bundled).toList();
    }

    private static TopicSpec bundled(String topic) {
        String file = "topics/" + topic + ".yaml";
        try (InputStream yaml = TopicFiles.class.getClassLoader().getResourceAsStream(file)) {
            return TopicFile.parse(file, Objects.requireNonNull(yaml, file).readAllBytes());
        } catch (IOException e) {
            throw new TopicFileException(file, "cannot be read");
        }
    }

    /**
     * Topics of an operator, from files.
     *
     * @param path a directory, of which every {@code *.yaml} is read in the order of names, or one file
     * @throws TopicFileException when a file cannot be read or is not a valid declaration
     */
    public static List<TopicSpec> read(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(readFile(path));
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(TopicFiles::readFile)
                    .toList();
        } catch (IOException e) {
            throw new TopicFileException(path.toString(), "the directory cannot be read");
        }
    }

    private static TopicSpec readFile(Path file) {
        try {
            return TopicFile.parse(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new TopicFileException(file.toString(), "cannot be read");
        }
    }
}
