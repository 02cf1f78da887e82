package dev.antibody.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicFilesTest {

    private static final String HEAD = "apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: {name: t}\n";

    @TempDir
    private Path directory;

    @Test
    void shouldBundleEveryFileOfTheTopicsDirectory() {
        assertThat(TopicFiles.bundled()).containsExactlyInAnyOrderElementsOf(TopicFiles.read(Path.of("topics")));
    }

    @Test
    void shouldNameEveryFileAfterItsTopic() {
        assertThat(TopicFiles.bundled()).extracting(TopicSpec::name).containsExactlyElementsOf(Topics.ALL);
    }

    @Test
    void shouldReadPartitionsReplicasAndConfig() throws IOException {
        Path file =
                write(HEAD + "spec: {partitions: 3, replicas: 2, config: {cleanup.policy: compact, retention.ms: -1}}");

        TopicSpec topic = TopicFiles.read(file).get(0);

        assertThat(topic.name()).isEqualTo("t");
        assertThat(topic.partitions()).isEqualTo(3);
        assertThat(topic.replicas()).hasValue(2);
        assertThat(topic.config()).containsEntry("cleanup.policy", "compact").containsEntry("retention.ms", "-1");
    }

    @Test
    void shouldPreferTheTopicNameOfTheSpec() throws IOException {
        Path file = write(HEAD + "spec: {topicName: My_Topic, partitions: 1}");

        assertThat(TopicFiles.read(file)).extracting(TopicSpec::name).containsExactly("My_Topic");
    }

    @Test
    void shouldRefuseAMisspeltField() throws IOException {
        assertRefused(HEAD + "spec: {partitions: 1, configs: {}}", "unknown field configs in spec");
    }

    @Test
    void shouldRefuseAMissingOrTextualPartitionCount() throws IOException {
        assertRefused(HEAD + "spec: {}", "field partitions is missing or not a whole number");
        assertRefused(HEAD + "spec: {partitions: many}", "field partitions is missing or not a whole number");
    }

    @Test
    void shouldRefuseZeroPartitions() throws IOException {
        assertRefused(HEAD + "spec: {partitions: 0}", "topic t has 0 partitions");
    }

    @Test
    void shouldRefuseAnotherKindOfResource() throws IOException {
        assertRefused("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: t}\nspec: {partitions: 1}", "KafkaTopic");
    }

    @Test
    void shouldRefuseWhatIsNoYaml() throws IOException {
        assertRefused("{", "not valid YAML");
    }

    @Test
    void shouldRefuseASecondDocument() throws IOException {
        assertRefused(HEAD + "spec: {partitions: 1}\n---\n" + HEAD, "one document");
    }

    @Test
    void shouldNameAFileThatIsMissing() {
        Path file = directory.resolve("missing.yaml");

        assertThatThrownBy(() -> TopicFiles.read(file)).hasMessage(file + ": cannot be read");
    }

    private void assertRefused(String yaml, String reason) throws IOException {
        Path file = write(yaml);
        assertThatThrownBy(() -> TopicFiles.read(file))
                .isInstanceOf(TopicFileException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(reason);
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(directory.resolve("t.yaml"), yaml);
    }
}
