package dev.antibody.lm;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Prints digests of all bits that a model gives for the golden samples, with one thread of PyTorch and with two. */
final class DigestOfNumbers {

    private DigestOfNumbers() {}

    public static void main(String[] args) {
        for (int threads : new int[] {1, 2, 1, 2}) {
            try (TorchLanguageModel model = TorchLanguageModel.load(
                    Fixtures.tinyLlama(), EngineOptions.exact().withThreads(threads))) {
                System.out.println(of(model, TinyModel.LLAMA));
            }
        }
        System.exit(0);
    }

    static String of(LanguageModel model, TinyModel tiny) {
        Adapter adapter = tiny.adapter();
        List<TokenTree> trees = tiny.golden().trees();
        MessageDigest digest = sha256();
        add(digest, model.negativeLogLikelihoods(trees, adapter));
        try (ForwardPass pass = model.forward(trees, adapter)) {
            float[][][] losses = pass.negativeLogLikelihoods();
            add(digest, losses);
            add(digest, new float[][][] {{pass.gradient(FirstContinuations.of(losses))}});
        }
        model.generate(trees.stream().map(TokenTree::prompt).toList(), adapter, 8)
                .forEach(answer -> {
                    for (int token : answer) {
                        digest.update((byte) token);
                    }
                });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, float[][][] values) {
        for (float[][] tree : values) {
            for (float[] row : tree) {
                ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * row.length);
                bytes.asFloatBuffer().put(row);
                digest.update(bytes.array());
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
