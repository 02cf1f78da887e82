package dev.antibody.training.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.checkpoint.CheckpointException;
import dev.antibody.checkpoint.ReferenceAdapters;
import dev.antibody.job.FakeJobs;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.FakeLanguageModel;
import dev.antibody.training.stream.JobOpening.Opening.Begun;
import dev.antibody.training.stream.JobOpening.Opening.Refused;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JobOpeningTest {

    private final FakeLanguageModel model = new FakeLanguageModel();
    private final FakeJobs jobs = new FakeJobs();
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void shouldTryAJobThatIsRefusedOnlyOnce() {
        jobs.with("refused").with("good");
        JobOpening opening = opening(job -> {
            asked.incrementAndGet();
            if (job.id().equals("refused")) {
                throw new CheckpointException("checkpoint 0 of job refused is refused: its signature is wrong");
            }
            return ReferenceAdapters.initial(model, job);
        });
        Refused why = new Refused("checkpoint 0 of job refused is refused: its signature is wrong");

        assertThat(opening.begin("refused")).isEqualTo(why);
        assertThat(opening.begin("refused")).isEqualTo(why);
        assertThat(asked).hasValue(1);
        assertThat(opening.begin("good")).isInstanceOf(Begun.class);
    }

    @Test
    void shouldBeginAJobThatWasNotKnownWhenItWasAskedForFirst() {
        JobOpening opening = opening(job -> ReferenceAdapters.initial(model, job));

        assertThat(opening.begin("late")).isEqualTo(new Refused("unknown job"));
        jobs.with("late");
        assertThat(opening.begin("late")).isInstanceOf(Begun.class);
    }

    private JobOpening opening(ReferenceAdapters references) {
        return new JobOpening(
                model,
                RefusalTemplates.bundled(),
                jobs,
                references,
                manifest -> {
                    throw new CheckpointException("there are no checkpoints here");
                },
                new TrainerCounters(),
                TrainerProbe.NONE);
    }
}
