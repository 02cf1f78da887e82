package dev.antibody.scoring;

import dev.antibody.checkpoint.CheckpointException;
import dev.antibody.checkpoint.LiveAdapter;
import dev.antibody.checkpoint.LiveAdapters;
import dev.antibody.checkpoint.ReferenceAdapters;
import dev.antibody.event.avro.Sample;
import dev.antibody.job.JobDefinition;
import dev.antibody.job.JobEncoder;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.Encoded;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.TokenTree;
import dev.antibody.scoring.EngineResult.Failed;
import dev.antibody.scoring.EngineResult.Measured;
import dev.antibody.scoring.ReadResult.Accepted;
import dev.antibody.scoring.SampleOutcome.Scored;
import dev.antibody.scoring.SampleOutcome.Unscorable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores samples under their jobs' live and reference adapters: one forward per job and adapter, and only one while the
 * live adapter still is the reference. The live adapter is asked for once per batch. Thread-safe.
 */
public final class SampleScorer {

    private final JobModels jobModels;
    private final EngineScores engine;
    private final LiveAdapters liveAdapters;
    private final InstantSource clock;

    /**
     * A scorer; model and adapters stay the caller's.
     *
     * @param clock for the time of scoring that a record tells
     */
    public SampleScorer(
            LanguageModel model,
            RefusalTemplates templates,
            ReferenceAdapters references,
            LiveAdapters liveAdapters,
            InstantSource clock) {
        this.jobModels = new JobModels(model, templates, references);
        this.engine = new EngineScores(model);
        this.liveAdapters = liveAdapters;
        this.clock = clock;
    }

    /** Scores a batch and gives one outcome per sample, in their order. */
    List<SampleOutcome> score(List<Accepted> batch) {
        Map<String, List<Integer>> byJob = new LinkedHashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            byJob.computeIfAbsent(batch.get(i).job().id(), job -> new ArrayList<>())
                    .add(i);
        }
        SampleOutcome[] outcomes = new SampleOutcome[batch.size()];
        for (List<Integer> places : byJob.values()) {
            List<Sample> samples =
                    places.stream().map(place -> batch.get(place).sample()).toList();
            List<SampleOutcome> ofJob = score(batch.get(places.get(0)).job(), samples);
            for (int i = 0; i < places.size(); i++) {
                outcomes[places.get(i)] = ofJob.get(i);
            }
        }
        return List.copyOf(Arrays.asList(outcomes));
    }

    /** Scores samples of one job and gives one outcome per sample, in their order. */
    public List<SampleOutcome> score(JobDefinition job, List<Sample> samples) {
        try {
            return score(job, samples, jobModels.reference(job));
        } catch (CheckpointException e) {
            Unscorable refused = new Unscorable(String.valueOf(e.getMessage()));
            return samples.stream().<SampleOutcome>map(sample -> refused).toList();
        }
    }

    private List<SampleOutcome> score(JobDefinition job, List<Sample> samples, Adapter start) {
        JobEncoder encoder = jobModels.encoder(job.settings());
        SampleOutcome[] outcomes = new SampleOutcome[samples.size()];
        List<Integer> places = new ArrayList<>();
        List<Encoded> encoded = new ArrayList<>();
        for (int i = 0; i < outcomes.length; i++) {
            Sample sample = samples.get(i);
            try {
                encoded.add(
                        encoder.encode(sample.getId(), sample.getSystem(), sample.getPrompt(), sample.getResponse()));
                places.add(i);
            } catch (RuntimeException e) {
                outcomes[i] = new Unscorable(EngineScores.reason("it cannot be encoded for the model", e));
            }
        }
        LiveAdapter live = liveAdapters.current(job.id());
        List<TokenTree> trees = encoded.stream().map(Encoded::tree).toList();
        List<EngineResult> reference = engine.score(job.id(), LiveAdapter.REFERENCE.version(), start, trees);
        List<EngineResult> current = live.adapter()
                .map(adapter -> engine.score(job.id(), live.version(), adapter, trees))
                .orElse(reference);
        for (int i = 0; i < places.size(); i++) {
            int place = places.get(i);
            outcomes[place] = outcome(job, samples.get(place), encoded.get(i), live, current.get(i), reference.get(i));
        }
        return List.copyOf(Arrays.asList(outcomes));
    }

    private SampleOutcome outcome(
            JobDefinition job,
            Sample sample,
            Encoded encoded,
            LiveAdapter live,
            EngineResult current,
            EngineResult reference) {
        if (current instanceof Measured now && reference instanceof Measured before) {
            if (!job.settings()
                    .calibrated()
                    .map(score -> score.reads(before.logProbs()))
                    .orElse(true)) {
                return new Unscorable("the job's score was fitted with another model than this node's");
            }
            return new Scored(ScoredSamples.of(
                    job, sample, encoded, live.version(), now.logProbs(), before.logProbs(), clock.instant()));
        }
        Failed failed = (Failed) (current instanceof Failed ? current : reference);
        return new Unscorable(failed.reason());
    }
}
