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

/** SHA-256 over names, lengths and contents of files. */
final class Fingerprint {

    private static final int BUFFER = 1 << 20;

    private Fingerprint() {}

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
