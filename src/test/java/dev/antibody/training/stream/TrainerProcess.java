package dev.antibody.training.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.checkpoint.SigningKeys;
import dev.antibody.event.EventSerdes;
import dev.antibody.lm.TinyModel;
import dev.antibody.training.stream.TrainerProbe.Point;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A trainer in a process of its own, which gets to a place in its work and is killed there. */
final class TrainerProcess {

    private static final String REACHED = "reached";
    private static final int HALTED = 137;

    private TrainerProcess() {}

    /**
     * Where to die.
     *
     * @param haltAfterMs negative: stands still there until it is killed; otherwise goes on and halts after this time
     */
    record Death(Point point, String job, long number, long haltAfterMs) {

        static Death at(Point point, String job, long number) {
            return new Death(point, job, number, -1);
        }
    }

    /** Runs a trainer to the place and kills it with SIGKILL, or sees it halt. */
    static void runAndKill(TrainingCluster cluster, Death death) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TrainerProcess.class.getName(),
                        String.valueOf(cluster.clientConfig().get("bootstrap.servers")),
                        cluster.registryUrl(),
                        cluster.keyDirectory().toString(),
                        death.point().name(),
                        death.job(),
                        Long.toString(death.number()),
                        Long.toString(death.haltAfterMs())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            Awaitility.await("the trainer to reach " + death)
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> out.ready() && REACHED.equals(out.readLine()));
            if (death.haltAfterMs() >= 0) {
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            process.destroyForcibly();
        }
        int signal = process.waitFor();
        assertThat(signal).isEqualTo(HALTED);
    }

    public static void main(String[] args) throws InterruptedException {
        Death death = new Death(Point.valueOf(args[3]), args[4], Long.parseLong(args[5]), Long.parseLong(args[6]));
        StreamTrainer trainer = new StreamTrainer(
                TinyModel.LLAMA.model(),
                TrainingCluster.TEMPLATES,
                Map.of("bootstrap.servers", args[0]),
                EventSerdes.of(args[1]),
                SigningKeys.loadOrCreate(Path.of(args[2])),
                TrainingCluster.SETTINGS,
                new TrainerCounters(),
                (point, job, number) -> {
                    if (point == death.point() && job.equals(death.job()) && number == death.number()) {
                        die(death);
                    }
                });
        trainer.start();
        new CountDownLatch(1).await();
    }

    private static void die(Death death) {
        System.out.println(REACHED);
        System.out.flush();
        try {
            if (death.haltAfterMs() < 0) {
                new CountDownLatch(1).await();
            }
            Thread halting = new Thread(() -> {
                try {
                    Thread.sleep(death.haltAfterMs());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                Runtime.getRuntime().halt(HALTED);
            });
            halting.start();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
