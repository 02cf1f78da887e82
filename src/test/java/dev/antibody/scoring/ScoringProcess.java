package dev.antibody.scoring;

import dev.antibody.checkpoint.LiveAdapter;
import dev.antibody.checkpoint.ReferenceAdapters;
import dev.antibody.embedded.ChildJvm;
import dev.antibody.event.EventSerdes;
import dev.antibody.event.avro.Job;
import dev.antibody.job.JobDirectory;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.FakeLanguageModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The scoring stage with a fake model; as a process, broker, registry and state directory are its arguments. */
final class ScoringProcess {

    private ScoringProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        ChildJvm.dieWithParent();
        ScoringStage stage = start(arguments[0], arguments[1], Path.of(arguments[2]));
        while (!stage.isReady()) {
            Thread.sleep(20);
        }
        System.out.println("READY");
        Thread.currentThread().join();
    }

    static ScoringStage start(String bootstrapServers, String registry, Path state) {
        Map<String, Object> client = Map.of("bootstrap.servers", bootstrapServers);
        EventSerdes serdes = EventSerdes.of(registry);
        ScoringSettings settings = new ScoringSettings(7, Duration.ofMillis(20), 1);
        ScoringCounters counters = new ScoringCounters();
        FakeLanguageModel model = new FakeLanguageModel();
        model.refuse(prompt -> {
            LockSupport.parkNanos(5_000_000); // slow enough to be caught at work
            return prompt.equals("<poison>");
        });
        ScoringStage stage = new ScoringStage(
                ScoringTopology.build(
                        SampleReader.open(
                                Map.of("schema.registry.url", registry),
                                JobDirectory.open(client, serdes.deserializer(Job.class))),
                        new SampleScorer(
                                model,
                                new RefusalTemplates(List.of("d")),
                                job -> ReferenceAdapters.initial(model, job),
                                job -> LiveAdapter.REFERENCE,
                                InstantSource.system()),
                        serdes,
                        settings,
                        counters),
                client,
                state,
                settings,
                counters);
        stage.start();
        return stage;
    }
}
