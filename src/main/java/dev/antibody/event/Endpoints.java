package dev.antibody.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * Where a running node is reached; {@code endpoints.json} in its data directory.
 *
 * @param httpUrl base of the node's own HTTP interface, null when it has none
 * @param model fingerprint of the model that it works with, null when it has none or that is not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Endpoints(
        String bootstrapServers, String schemaRegistryUrl, @Nullable String httpUrl, @Nullable String model) {

    public static final String FILE = "endpoints.json";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Writes the file in one move, so that a reader never sees half of it. */
    public void write(Path dataDir) throws IOException {
        Path part = Files.createTempFile(dataDir, FILE, ".part");
        Files.write(part, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
        Path file = dataDir.resolve(FILE);
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Reads what a running node wrote.
     *
     * @throws IOException whose message is one line for a person
     */
    public static Endpoints read(Path dataDir) throws IOException {
        Path file = dataDir.resolve(FILE);
        try {
            Endpoints endpoints = JSON.readValue(Files.readAllBytes(file), Endpoints.class);
            if (endpoints == null || endpoints.bootstrapServers == null || endpoints.schemaRegistryUrl == null) {
                throw new IOException(file + " lacks bootstrapServers or schemaRegistryUrl");
            }
            return endpoints;
        } catch (NoSuchFileException e) {
            throw new IOException("no node runs on " + dataDir + " (there is no " + FILE + ")", e);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Removes the file, as the node stops. */
    public static void delete(Path dataDir) throws IOException {
        Files.deleteIfExists(dataDir.resolve(FILE));
    }
}
