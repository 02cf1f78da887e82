package dev.antibody.lm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** SHA-256 over names, lengths and contents of files: by it two models are told apart. */
public final class Fingerprint {

    private static final int BUFFER = 1 << 20;

    private Fingerprint() {}

    /**
     * The fingerprint that the model of a Hugging Face directory has once it is loaded. Reads its files, and needs no
     * memory for them.
     *
     * @throws ModelException if there is no model in it, or it cannot be read
     */
    public static String ofModel(Path directory) {
        return of(directory, WeightFiles.of(directory));
    }

    static String of(Path directory, WeightFiles weights) {
        List<Path> described = List.of(directory.resolve("config.json"), directory.resolve("tokenizer.json"));
        try {
            return of(
                    Stream.concat(described.stream(), weights.files().stream()).toList());
        } catch (IOException e) {
            throw new ModelException(directory + " cannot be read: " + e.getMessage(), e);
        }
    }

    static String of(Map<String, byte[]> files) {
        MessageDigest digest = sha256();
        new TreeMap<>(files).forEach((name, content) -> {
            begin(digest, name, content.length);
            digest.update(content);
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    static String of(List<Path> files) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER];
        for (Path file : files) {
            begin(digest, file.getFileName().toString(), Files.size(file));
            try (InputStream in = Files.newInputStream(file)) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    digest.update(buffer, 0, count);
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void begin(MessageDigest digest, String name, long length) {
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update(ByteBuffer.allocate(1 + Long.BYTES).putLong(1, length).array());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
