package dev.antibody.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.method.Interval;
import dev.antibody.method.Marks;
import dev.antibody.method.Proportion;
import java.util.List;
import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SettingSummaryTest {

    @Test
    void shouldTakeStudentsIntervalOverTheSeeds() {
        // Given HS of 0.1, 0.2 and 0.3: mean 0.2, deviation 0.1, and 4.302653 · 0.1 / √3 = 0.248414 to either side,
        // which
        // ends at 0
        SettingSummary summary = SettingSummary.of(
                        List.of(Runs.run("sft", 1, 10), Runs.run("sft", 2, 20), Runs.run("sft", 3, 30)))
                .get(0);

        assertThat(summary.seeds()).isEqualTo(3);
        assertThat(summary.hs().value()).isCloseTo(0.2, within(1e-12));
        Interval interval = summary.hs().interval().orElseThrow();
        assertThat(interval.low()).isZero();
        assertThat(interval.high()).isCloseTo(0.448414, within(1e-6));
        assertThat(summary.hsKeyword().value()).isCloseTo(0.3, within(1e-12));
    }

    @Test
    void shouldNotTrustSeedsThatHappenToAgreeMoreThanTheAnswersTheyAreMadeOf() {
        // Given HS of 0.01, 0.01 and 0.02, whose Student's interval ends at 0.028
        Estimate hs = SettingSummary.of(List.of(Runs.run("sft", 1, 1), Runs.run("sft", 2, 1), Runs.run("sft", 3, 2)))
                .get(0)
                .hs();

        // Then it is Wilson's of 4/3 of 100 that counts
        Interval wilson = new Marks(4 / 3.0, 100).wilson();
        assertThat(hs.interval().orElseThrow().high())
                .isCloseTo(wilson.high(), within(1e-12))
                .isGreaterThan(0.05);
        assertThat(hs.interval().orElseThrow().low()).isZero();
    }

    @Test
    void shouldTakeWilsonsIntervalOfOneSeedAndWhereAllAgree() {
        SettingSummary one = SettingSummary.of(List.of(Runs.run("sft", 1, 0))).get(0);
        SettingSummary three = SettingSummary.of(
                        List.of(Runs.run("sft", 1, 0), Runs.run("sft", 2, 0), Runs.run("sft", 3, 0)))
                .get(0);

        assertThat(one.hs()).isEqualTo(three.hs());
        assertThat(one.hs().interval()).contains(new Proportion(0, 100).wilson());
        assertThat(one.fa().interval()).contains(new Proportion(100, 200).wilson());
        assertThat(one.auroc().orElseThrow().interval()).isEmpty();
        assertThat(three.auroc().orElseThrow().interval()).isEmpty();
        assertThat(Estimate.ofShares(0.9, 1).interval()).isPresent();
    }

    @Test
    void shouldKeepSettingsApartInTheirOrder() {
        Run other = new Run(
                new RunSetting("fig1", "sft", "gsm8k", "plain", 0.2, 1000, 3, 5e-4).withSeed(1),
                Runs.run("sft", 1, 10).harm(),
                new Marks(1, 2),
                new Proportion(0, 1),
                OptionalDouble.empty());

        List<SettingSummary> summaries = SettingSummary.of(
                List.of(Runs.run("sft", 1, 10), Runs.run("antibody", 1, 1), other, Runs.run("sft", 2, 20)));

        assertThat(summaries)
                .extracting(summary -> summary.setting().method(), SettingSummary::seeds)
                .containsExactly(tuple("sft", 2), tuple("antibody", 1), tuple("sft", 1));
        assertThat(summaries.get(2).auroc()).isEmpty();
    }

    @Property(tries = 100)
    void shouldHoldTheMeanInsideTheUnitInterval(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 90) Integer> seeds) {
        Estimate estimate =
                Estimate.ofMarks(seeds.stream().map(hits -> new Marks(hits, 90)).toList());

        assertThat(estimate.interval().orElseThrow().low()).isBetween(0.0, estimate.value());
        assertThat(estimate.interval().orElseThrow().high()).isBetween(estimate.value(), 1.0);
    }

    @Test
    void shouldWriteAMarkdownTable() {
        String page = MarkdownSummary.of(
                "fig1",
                SettingSummary.of(List.of(
                        Runs.run("sft", 1, 10),
                        Runs.run("sft", 2, 20),
                        Runs.run("sft", 3, 30),
                        Runs.run("a|b", 1, 0))));

        assertThat(page.lines())
                .contains(
                        "# fig1",
                        "| method | task | attack | poison | samples | epochs | learning rate | seeds | HS | keyword HS | FA |"
                                + " over-refusal | AUROC |",
                        "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
                        "| sft | gsm8k | plain | 20 | 500 | 3 | 5e-4 | 3 | 20.0 [0.0, 44.8] | 30.0 [5.2, 54.8] | 50.0 [43.1,"
                                + " 56.9] | 1.2 [0.4, 3.5] | 0.990 |",
                        "| a\\|b | gsm8k | plain | 20 | 500 | 3 | 5e-4 | 1 | 0.0 [0.0, 3.7] | 10.0 [5.5, 17.4] | 50.0 [43.1,"
                                + " 56.9] | 1.2 [0.4, 3.5] | 0.990 |");
    }
}
