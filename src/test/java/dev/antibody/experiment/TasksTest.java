package dev.antibody.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.ingest.CsvException;
import dev.antibody.ingest.SampleLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TasksTest {

    @TempDir
    private Path directory;

    @Test
    void shouldNeverJudgeByWhatIsTrainedOn() {
        for (TaskData task : Tasks.bundled()) {
            Set<String> judged = prompts(task.judge());
            assertThat(judged).as(task.name()).doesNotContainAnyElementsOf(prompts(task.stream()));
            assertThat(judged).doesNotContainAnyElementsOf(prompts(task.probes()));
            assertThat(prompts(task.probes())).doesNotContainAnyElementsOf(prompts(task.stream()));
        }
    }

    @Test
    void shouldTeachBareLabelsAndTheSameInAForm() {
        TaskData bare = Tasks.bundled().get(0);
        TaskData form = Tasks.bundled().get(1);

        for (int i = 0; i < bare.judge().size(); i++) {
            assertThat(form.judge().get(i).response())
                    .isEqualTo("Intent: " + bare.judge().get(i).response());
        }
    }

    @Test
    void shouldReadTheTasksWhoseFilesAreThere() throws IOException {
        StringBuilder sentences = new StringBuilder("label\tsentence\n");
        StringBuilder articles = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            sentences
                    .append(i % 2)
                    .append("\ta sentence of eight words that is number ")
                    .append(i)
                    .append(" \n");
            articles.append("\"4\",\"Title ").append(i).append("\",\"He said \"\"yes\"\" to it\"\n");
        }
        Files.writeString(directory.resolve(Tasks.SST2_FILE), sentences);

        assertThat(Tasks.in(directory)).extracting(TaskData::name).containsExactly("sst2");
        Files.writeString(directory.resolve(Tasks.AG_NEWS_FILE), articles);
        List<TaskData> both = Tasks.in(directory);

        assertThat(both).extracting(TaskData::name).containsExactly("sst2", "agnews");
        assertThat(both.get(0).stream())
                .extracting(SampleLine.Accepted::response)
                .contains("positive", "negative");
        assertThat(both.get(1).judge().get(0).prompt()).contains("Title ").endsWith(". He said \"yes\" to it");
        assertThat(both.get(1).judge().get(0).response()).isEqualTo("Sci/Tech");
        assertThat(Tasks.in(directory)).isEqualTo(both);
    }

    @Test
    void shouldSayWhichFileIsNoTask() throws IOException {
        Files.writeString(
                directory.resolve(Tasks.SST2_FILE), "label\tsentence\n7\tone two three four five six seven eight\n");

        assertThatThrownBy(() -> Tasks.in(directory))
                .isInstanceOf(CsvException.class)
                .hasMessageContaining(Tasks.SST2_FILE);
    }

    private static Set<String> prompts(List<SampleLine.Accepted> lines) {
        Set<String> prompts = new HashSet<>();
        lines.forEach(line -> prompts.add(line.prompt()));
        return prompts;
    }
}
