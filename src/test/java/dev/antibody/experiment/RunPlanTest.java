package dev.antibody.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunPlanTest {

    private static final Selection ALL = new Selection(List.of(), List.of(), List.of(), List.of(), 3);
    private static final List<String> TASKS = List.of("banking77", "gsm8k");

    @ParameterizedTest
    @EnumSource(names = {"FIG1", "FIG3", "TABLE", "ABLATION", "ATTACKS"})
    void shouldNotHaveARunTwice(ExperimentName experiment) {
        assertThat(RunPlan.of(experiment, Scale.DEMO, TASKS, ALL)).doesNotHaveDuplicates();
    }

    @Test
    void shouldHaveTheControlThePaperAndOursInEveryCellOfTheTable() {
        List<RunKey> runs = RunPlan.of(ExperimentName.TABLE, Scale.DEMO, TASKS, ALL);

        for (String task : TASKS) {
            for (double ratio : new double[] {0, 0.05, 0.1, 0.2, 0.5, 1}) {
                for (String method : List.of("control", "sft", "lisa", "booster", "paper", "antibody")) {
                    assertThat(runs)
                            .filteredOn(run -> run.setting().task().equals(task)
                                    && run.setting().poisonRatio() == ratio
                                    && run.setting().method().equals(method))
                            .extracting(RunKey::seed)
                            .containsExactly(1L, 2L, 3L);
                }
            }
        }
    }

    @Test
    void shouldJudgeTheAlignedModelOnceATask() {
        assertThat(RunPlan.of(ExperimentName.TABLE, Scale.DEMO, TASKS, ALL))
                .filteredOn(run -> run.setting().method().equals("aligned"))
                .extracting(run -> run.setting().task())
                .containsExactlyElementsOf(TASKS);
    }

    @Test
    void shouldAttackInEveryWay() {
        assertThat(RunPlan.of(ExperimentName.ATTACKS, Scale.DEMO, TASKS, ALL))
                .extracting(run -> run.setting().attack())
                .contains("plain", "refusal-prefix", "benign-wrapper", "slow-drip", "burst", "template-aware");
    }

    @Test
    void shouldDoOnlyWhatIsSelected() {
        Selection some = new Selection(List.of("sft"), List.of("gsm8k"), List.of(0.5), List.of(), 1);

        assertThat(RunPlan.of(ExperimentName.TABLE, Scale.DEMO, TASKS, some))
                .singleElement()
                .satisfies(run -> assertThat(run.setting())
                        .isEqualTo(new RunSetting(
                                "table", "sft", "gsm8k", "plain", 0.5, 320, 2, Scale.DEMO.learningRate())));
    }

    @Test
    void shouldAttackOnlyInTheSelectedWay() {
        Selection some = new Selection(List.of("sft"), List.of(), List.of(), List.of("burst"), 1);

        assertThat(RunPlan.of(ExperimentName.ATTACKS, Scale.DEMO, TASKS, some))
                .singleElement()
                .satisfies(run -> assertThat(run.setting().attack()).isEqualTo("burst"));
    }

    @Test
    void shouldNotSelectWhatThereIsNot() {
        assertThatThrownBy(() -> new Selection(List.of(), List.of(), List.of(), List.of("flood"), 1))
                .hasMessageContaining("no attack flood")
                .hasMessageContaining("slow-drip");
        assertThatThrownBy(() -> new Selection(List.of("stf"), List.of(), List.of(), List.of(), 1))
                .hasMessageContaining("no method stf")
                .hasMessageContaining("paper-no-flatness");
        assertThatThrownBy(() -> new Selection(List.of(), List.of(), List.of(20.0), List.of(), 1))
                .hasMessageContaining("between 0 and 1");
        assertThatThrownBy(() -> new Selection(List.of(), List.of(), List.of(), List.of(), 0))
                .hasMessageContaining("at least one seed");
    }
}
