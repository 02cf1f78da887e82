package dev.antibody.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.job.JobDefinition;
import dev.antibody.job.JobSettings;
import dev.antibody.job.SafeSums;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobTableTest {

    private static final JobSettings PLAIN = JobSettings.defaults();
    private static final JobSettings ANCHORED = PLAIN.with()
            .anchors(Optional.of(SafeSums.anchors(2, 0.5)))
            .damped(true)
            .pull(0.25)
            .build();

    @Test
    void shouldCountSafeSamplesAndShowNone() {
        String json = printed(true, ANCHORED);

        assertThat(json)
                .contains(
                        "\"safeSamples\":5",
                        "\"anchors\":2",
                        "\"anchorWeight\":0.5",
                        "\"damped\":true",
                        "\"pull\":0.25")
                .doesNotContain("exam", "sorry");
        assertThat(printed(false, ANCHORED))
                .containsPattern("safeSamples +5")
                .containsPattern("anchors +2")
                .doesNotContain("exam", "sorry");
    }

    @Test
    void shouldSayThatThereAreNone() {
        assertThat(printed(true, PLAIN))
                .contains(
                        "\"safeSamples\":0",
                        "\"anchors\":0",
                        "\"anchorWeight\":\"none\"",
                        "\"damped\":false",
                        "\"pull\":0.0");
    }

    @Test
    void shouldListJobsInALineEach() {
        StringWriter out = new StringWriter();
        JobTable.print(new PrintWriter(out), true, List.of(job(PLAIN), job(ANCHORED)));

        assertThat(out.toString().lines()).hasSize(2);
    }

    private static String printed(boolean json, JobSettings settings) {
        StringWriter out = new StringWriter();
        JobTable.print(new PrintWriter(out), json, job(settings));
        return out.toString();
    }

    private static JobDefinition job(JobSettings settings) {
        return JobDefinition.open("sums", settings, Instant.EPOCH);
    }
}
