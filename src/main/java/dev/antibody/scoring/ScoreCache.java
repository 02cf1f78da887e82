package dev.antibody.scoring;

import dev.antibody.lm.TokenTree;
import dev.antibody.scoring.EngineResult.Measured;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The newest results, as the same samples come again and again: a model, an adapter version and a tree always give the
 * same. Trees are kept by their SHA-256, so that no sample lies here. A result's state takes four bytes for each coordinate of
 * the model's hidden state: all together 9 MiB with 576 of them, 64 MiB with 4096. Thread-safe.
 */
final class ScoreCache {

    private static final int CAPACITY = 4096;

    private final Map<Key, Measured> newest = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Measured> eldest) {
            return size() > CAPACITY;
        }
    });

    /**
     * What a result depends on.
     *
     * @param digest of the tree's tokens, in hex
     */
    record Key(String job, long version, String digest) {}

    static Key key(String job, long version, TokenTree tree) {
        MessageDigest digest = sha256();
        update(digest, tree.prompt());
        tree.continuations().forEach(continuation -> update(digest, continuation));
        return new Key(job, version, HexFormat.of().formatHex(digest.digest()));
    }

    Optional<EngineResult> find(Key key) {
        return Optional.ofNullable(newest.get(key));
    }

    /** Keeps a result unless it is a failure, which may pass. */
    void keep(Key key, EngineResult result) {
        if (result instanceof Measured measured) {
            newest.put(key, measured);
        }
    }

    private static void update(MessageDigest digest, int[] tokens) {
        ByteBuffer bytes =
                ByteBuffer.allocate((tokens.length + 1) * Integer.BYTES).putInt(tokens.length);
        bytes.asIntBuffer().put(tokens);
        digest.update(bytes.array());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
