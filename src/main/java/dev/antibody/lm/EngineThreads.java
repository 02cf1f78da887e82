package dev.antibody.lm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How many threads PyTorch computes with by default. A matrix product gains nothing from a core's second thread. And
 * threads wait for one another by spinning after each operator, which costs more than it brings when operators are
 * short or when the cores are busy: a small model gets one thread, and its scorer and trainer a core each.
 */
final class EngineThreads {

    private static final Path CPUS = Path.of("/sys/devices/system/cpu");

    /** Hidden width from which an operator on a batch takes well over the time of waking another thread. */
    private static final int WORTH_SHARING = 512;

    private EngineThreads() {}

    /** As many as physical cores, where these are known, and never more than the process may use. */
    static int byDefault(ModelConfig config) {
        if (config.hidden() < WORTH_SHARING) {
            return 1;
        }
        int allowed = Runtime.getRuntime().availableProcessors();
        int cores = physicalCores(CPUS);
        return cores == 0 ? allowed : Math.min(allowed, cores);
    }

    /** Number of distinct sets of sibling threads, 0 if unknown. */
    static int physicalCores(Path cpus) {
        try (Stream<Path> entries = Files.list(cpus)) {
            Set<String> siblings = new HashSet<>();
            for (Path cpu : entries.toList()) {
                Path list = cpu.resolve("topology/thread_siblings_list");
                if (Files.isReadable(list)) {
                    siblings.add(Files.readString(list).trim());
                }
            }
            return siblings.size();
        } catch (IOException e) {
            return 0; // not Linux, or hidden in a container
        }
    }
}
