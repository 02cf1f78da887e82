package dev.antibody.lm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Ten thousand steps of the demo model, scoring and generating now and then; prints the process's resident MiB. */
final class MemoryOfSteps {

    static final int ROUNDS = 5;
    private static final int STEPS = 2000;
    private static final int BETWEEN = 20;

    private MemoryOfSteps() {}

    public static void main(String[] args) throws IOException {
        LanguageModel model = TorchLanguageModel.load(
                BundledModel.directory(), EngineOptions.exact().withThreads(1));
        Adapter adapter =
                Adapter.initial(model.layout(new LoraConfig(32, 4, List.of("q_proj", "k_proj", "v_proj"))), 1);
        List<TokenTree> trees = List.of(
                new TokenTree(new int[] {5, 6, 7, 8}, List.of(new int[] {7, 8, 9}, new int[] {9, 10})),
                new TokenTree(new int[] {5, 6}, List.of(new int[] {7, 8, 9, 11, 12}, new int[] {9, 10})));
        List<int[]> prompts = trees.stream().map(TokenTree::prompt).toList();
        for (int round = 0; round < ROUNDS; round++) {
            for (int step = 0; step < STEPS; step++) {
                try (ForwardPass pass = model.forward(trees, adapter)) {
                    pass.gradient(FirstContinuations.of(pass.negativeLogLikelihoods()));
                }
                if (step % BETWEEN == 0) {
                    model.negativeLogLikelihoods(trees, adapter);
                    model.generate(prompts, adapter, 2);
                }
            }
            System.out.println(residentMebibytes());
        }
        System.exit(0);
    }

    private static long residentMebibytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("/proc/self/status has no VmRSS");
    }
}
