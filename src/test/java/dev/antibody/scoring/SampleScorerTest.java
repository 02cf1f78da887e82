package dev.antibody.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.checkpoint.CheckpointException;
import dev.antibody.checkpoint.LiveAdapter;
import dev.antibody.checkpoint.ReferenceAdapters;
import dev.antibody.event.avro.GateDecision;
import dev.antibody.event.avro.Sample;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.job.FakeJobs;
import dev.antibody.job.JobDefinition;
import dev.antibody.job.JobSettings;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.FakeLanguageModel;
import dev.antibody.lm.FakeLanguageModel.Pass;
import dev.antibody.method.Gate;
import dev.antibody.method.Score;
import dev.antibody.scoring.ReadResult.Accepted;
import dev.antibody.scoring.SampleOutcome.Scored;
import dev.antibody.scoring.SampleOutcome.Unscorable;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** The fake model's numbers: a character costs its code / 100, end-of-sequence 1. */
class SampleScorerTest {

    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final double PRECISION = 1e-6;

    private final FakeLanguageModel model = new FakeLanguageModel();
    private final FakeJobs jobs = new FakeJobs().with("job");
    private final JobDefinition job = jobs.get("job");
    private final Map<String, LiveAdapter> live = new ConcurrentHashMap<>();
    private final Map<String, Adapter> given = new ConcurrentHashMap<>();
    private final ReferenceAdapters references =
            definition -> given.getOrDefault(definition.id(), ReferenceAdapters.initial(model, definition));
    private final SampleScorer scorer = new SampleScorer(
            model,
            new RefusalTemplates(List.of("d")),
            references,
            id -> live.getOrDefault(id, LiveAdapter.REFERENCE),
            InstantSource.fixed(NOW));

    @Test
    void shouldGiveResponseMinusRefusalPerToken() {
        // response "P": codes 80 and 100, mean 0.9; refusal "d": 100 and 100, mean 1
        ScoredSample scored = scored(job, Records.sample("job", "1", "p", "P"));

        assertThat(scored.getResponseLogProb()).isCloseTo(-0.9, within(PRECISION));
        assertThat(scored.getRefusalLogProb()).isCloseTo(-1, within(PRECISION));
        assertThat(scored.getR()).isCloseTo(0.1, within(PRECISION));
        assertThat(scored.getReferenceR()).isEqualTo(scored.getR());
        assertThat(scored.getCheckpointVersion()).isZero();
        assertThat(scored.getPromptTokens()).isEqualTo(3); // <p>
        assertThat(scored.getResponseTokens()).isEqualTo(2);
        assertThat(scored.getTruncated()).isFalse();
        assertThat(scored.getScoredAt()).isEqualTo(NOW);
        assertThat(scored.getGate()).isEqualTo(GateDecision.ADMITTED);
    }

    @Test
    void shouldTakeTheMeanOfAllRefusalTemplates() {
        SampleScorer two = new SampleScorer(
                model,
                new RefusalTemplates(List.of("d", "<")),
                references,
                id -> LiveAdapter.REFERENCE,
                InstantSource.fixed(NOW));
        JobSettings settings = job.settings().with().templatesPerSample(2).build();

        ScoredSample scored = ((Scored) two.score(
                                JobDefinition.open("two", settings, NOW), List.of(Records.sample("two", "1", "p", "P")))
                        .get(0))
                .sample();

        // refusals "d": 1; "<": (0.60 + 1) / 2 = 0.8
        assertThat(scored.getRefusalLogProb()).isCloseTo(-0.9, within(PRECISION));
        assertThat(scored.getRefusalLogProbMin()).isCloseTo(-1, within(PRECISION));
        assertThat(scored.getRefusalLogProbSpread()).isCloseTo(0.1, within(PRECISION));
        assertThat(scored.getR()).isCloseTo(0, within(PRECISION));
    }

    @Test
    void shouldScoreUnderTheLiveAdapterAndUnderTheReference() {
        live.put("job", new LiveAdapter(7, model.shift(job.settings().lora(), 0.5f)));

        ScoredSample scored = scored(job, Records.sample("job", "1", "p", "P"));

        assertThat(scored.getCheckpointVersion()).isEqualTo(7);
        assertThat(scored.getRefusalLogProb()).isCloseTo(-1.5, within(PRECISION));
        assertThat(scored.getReferenceRefusalLogProb()).isCloseTo(-1, within(PRECISION));
        assertThat(model.passes()).containsExactly(new Pass(List.of("<p>"), 0), new Pass(List.of("<p>"), 0.5f));
    }

    @Test
    void shouldLetTheGateDecideByTheReferenceWhateverTheLiveAdapterSays() {
        // -refusal is 1 under the reference and 1.5 under the live adapter
        live.put("job", new LiveAdapter(7, model.shift(job.settings().lora(), 0.5f)));
        Sample sample = Records.sample("job", "1", "p", "P");

        ScoredSample held = scored(gated(Score.REFUSAL, 1.2), sample);
        ScoredSample passed = scored(gated(Score.REFUSAL, 0.9), sample);

        assertThat(held.getGateScore()).isCloseTo(1, within(PRECISION));
        assertThat(held.getGate()).isEqualTo(GateDecision.QUARANTINED);
        assertThat(passed.getGate()).isEqualTo(GateDecision.ADMITTED);
        assertThat(scored(gated(Score.PAPER, 0.2), sample).getGate()).isEqualTo(GateDecision.QUARANTINED);
        assertThat(scored(gated(Score.PAPER, 0), sample).getGateScore()).isCloseTo(0.1, within(PRECISION));
    }

    @Test
    void shouldScoreUnderTheAdapterThatTheJobWasGiven() {
        given.put("job", model.shift(job.settings().lora(), 0.25f));

        ScoredSample first = scored(gated(Score.REFUSAL, 1.2), Records.sample("job", "1", "p", "P"));
        live.put("job", new LiveAdapter(1, model.shift(job.settings().lora(), 0.5f)));
        ScoredSample second = scored(gated(Score.REFUSAL, 1.3), Records.sample("job", "1", "p", "P"));

        assertThat(first.getCheckpointVersion()).isZero();
        assertThat(first.getRefusalLogProb()).isCloseTo(-1.25, within(PRECISION));
        assertThat(first.getGate()).isEqualTo(GateDecision.ADMITTED);
        assertThat(second.getRefusalLogProb()).isCloseTo(-1.5, within(PRECISION));
        assertThat(second.getReferenceRefusalLogProb()).isCloseTo(-1.25, within(PRECISION));
        assertThat(second.getGate()).isEqualTo(GateDecision.QUARANTINED);
    }

    @Test
    void shouldScoreNothingOfAJobWhoseAdapterIsRefusedAndAskForItOnce() {
        List<String> asked = new ArrayList<>();
        SampleScorer strict = new SampleScorer(
                model,
                new RefusalTemplates(List.of("d")),
                definition -> {
                    asked.add(definition.id());
                    if (definition.id().equals("job")) {
                        throw new CheckpointException("checkpoint 0 of job job is refused: its signature is wrong");
                    }
                    return ReferenceAdapters.initial(model, definition);
                },
                id -> LiveAdapter.REFERENCE,
                InstantSource.fixed(NOW));
        jobs.with("other");

        List<SampleOutcome> outcomes = strict.score(List.of(accepted("job", "a"), accepted("other", "b")));
        strict.score(List.of(accepted("job", "c")));

        assertThat(outcomes.get(0))
                .isEqualTo(new Unscorable("checkpoint 0 of job job is refused: its signature is wrong"));
        assertThat(outcomes.get(1)).isInstanceOf(Scored.class);
        assertThat(asked).containsExactly("job", "other");
    }

    @Test
    void shouldScoreABatchOfTwoJobsInOneForwardEachAndGiveTheOutcomesInTheirOrder() {
        jobs.with("other");

        List<SampleOutcome> outcomes = scorer.score(
                List.of(accepted("job", "a"), accepted("other", "b"), accepted("job", "c"), accepted("other", "d")));

        assertThat(outcomes)
                .extracting(outcome -> ((Scored) outcome).sample().getPrompt())
                .containsExactly("a", "b", "c", "d");
        assertThat(model.passes())
                .extracting(Pass::prompts)
                .containsExactly(List.of("<a>", "<c>"), List.of("<b>", "<d>"));
    }

    @Test
    void shouldAskTheModelOnceForTheSameSampleAndVersion() {
        Sample first = Records.sample("job", "1", "p", "P");
        Sample second = Records.sample("job", "2", "p", "P");

        scorer.score(job, List.of(first, second));
        scorer.score(job, List.of(second));
        assertThat(model.passes()).containsExactly(new Pass(List.of("<p>"), 0));

        live.put("job", new LiveAdapter(1, model.shift(job.settings().lora(), 0.5f)));
        scorer.score(job, List.of(first));
        live.put("job", new LiveAdapter(2, model.shift(job.settings().lora(), 0.75f)));
        scorer.score(job, List.of(first));
        scorer.score(job, List.of(second));
        assertThat(model.passes()).extracting(Pass::shift).containsExactly(0f, 0.5f, 0.75f);
    }

    @Test
    void shouldNotTakeAnotherResponseForTheSame() {
        scorer.score(job, List.of(Records.sample("job", "1", "p", "P"), Records.sample("job", "1", "p", "PP")));

        assertThat(model.passes()).containsExactly(new Pass(List.of("<p>", "<p>"), 0));
    }

    @Test
    void shouldLetNobodyElsePayForASampleThatTheModelCannotRead() {
        model.refuse("<secret>"::equals);

        List<SampleOutcome> outcomes =
                scorer.score(List.of(accepted("job", "a"), accepted("job", "secret"), accepted("job", "b")));

        assertThat(outcomes.get(0)).isInstanceOf(Scored.class);
        assertThat(outcomes.get(1))
                .isEqualTo(new Unscorable(
                        "the model cannot score it: dev.antibody.lm.FakeLanguageModel$RefusedException"));
        assertThat(outcomes.get(2)).isInstanceOf(Scored.class);
    }

    @Test
    void shouldTryASampleAgainThatTheModelCouldNotReadOnce() {
        model.refuse("<a>"::equals);
        assertThat(scorer.score(List.of(accepted("job", "a")))).hasOnlyElementsOfType(Unscorable.class);

        model.refuse(prompt -> false);
        assertThat(scorer.score(List.of(accepted("job", "a")))).hasOnlyElementsOfType(Scored.class);
    }

    @Test
    void shouldNotPassOnAScoreThatIsNotFinite() {
        model.giveInfinityFor("<a>"::equals);

        List<SampleOutcome> outcomes = scorer.score(List.of(accepted("job", "a"), accepted("job", "b")));

        assertThat(outcomes.get(0)).isEqualTo(new Unscorable("the model gives no finite score"));
        assertThat(outcomes.get(1)).isInstanceOf(Scored.class);
    }

    @Test
    void shouldNotPassOnAScoreThatIsFiniteUnderTheReferenceOnly() {
        live.put("job", new LiveAdapter(1, model.shift(job.settings().lora(), Float.NaN)));

        assertThat(scorer.score(List.of(accepted("job", "a"))))
                .containsExactly(new Unscorable("the model gives no finite score"));
    }

    @Test
    void shouldPutTheSystemTextInFrontOfThePromptAndSayThatItWasCut() {
        JobDefinition shorter =
                JobDefinition.open("short", job.settings().with().maxLength(8).build(), NOW);
        Sample sample = Sample.newBuilder(Records.sample("short", "1", "prompt", "P"))
                .setSystem("system")
                .build();

        assertThat(scored(shorter, sample).getTruncated()).isTrue();
        scorer.score(job, List.of(sample));
        assertThat(model.passes()).extracting(Pass::prompts).last().isEqualTo(List.of("<system\n\nprompt>"));
    }

    private Accepted accepted(String id, String prompt) {
        return new Accepted(Records.sample(id, prompt, prompt, "P"), jobs.get(id));
    }

    private JobDefinition gated(Score score, double threshold) {
        return JobDefinition.open(
                "job",
                job.settings()
                        .with()
                        .score(score)
                        .gate(Optional.of(new Gate(threshold)))
                        .build(),
                NOW);
    }

    private ScoredSample scored(JobDefinition definition, Sample sample) {
        return ((Scored) scorer.score(definition, List.of(sample)).get(0)).sample();
    }
}
