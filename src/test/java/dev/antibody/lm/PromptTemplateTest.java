package dev.antibody.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expected ids and texts are those of transformers' tokenizer with the same template. */
class PromptTemplateTest {

    private static final String CHAT = "{{ bos_token }}{% for message in messages %}\n"
            + "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] | trim + '<|im_end|>' + '\\n' }}"
            + "{% endfor %}\n{% if add_generation_prompt %}\n{{ '<|im_start|>assistant\\n' }}\n{%- endif %}\n";

    @TempDir
    private Path directory;

    private final Tokenizer tokenizer = TinyModel.LLAMA.model().tokenizer();

    @Test
    void shouldPutThePromptIntoAlpacasForm() {
        Golden golden = TinyModel.LLAMA.golden();
        String prompt = golden.samples().get(0).prompt();

        int[] ids = encoder(tokenizer, PromptTemplate.ALPACA).prompt(prompt);

        assertThat(ids).isEqualTo(golden.samples().get(0).promptIds());
        assertThat(tokenizer.decode(ids)).isEqualTo(golden.template().replace("{}", prompt));
    }

    @Test
    void shouldLeaveThePromptAsItIs() {
        assertThat(encoder(tokenizer, PromptTemplate.NONE).prompt("naïve café 漢字 😀"))
                .containsExactly(
                        80, 67, 130, 110, 320, 267, 67, 72, 130, 105, 223, 165, 123, 98, 164, 258, 248, 223, 175, 256,
                        249, 225);
    }

    @Test
    void shouldContinueAnEmptyTextLikeTheTextBehindAnEndedOne() {
        assertThat(encoder(tokenizer, PromptTemplate.NONE).prompt("")).containsExactly(tokenizer.endOfSequence());
    }

    @Test
    void shouldRenderTheModelsChatTemplateWithItsSpecialTokens() throws IOException {
        try (TorchLanguageModel model = chatModel()) {
            String message = "How many is {{ 2 + 3 }}?"; // what looks like a template is only text

            assertThat(model.tokenizer().chat(message))
                    .isEqualTo(
                            """
                            <|im_start|><|im_start|>user
                            How many is {{ 2 + 3 }}?<|im_end|>
                            <|im_start|>assistant
                            """);
            assertThat(encoder(model.tokenizer(), PromptTemplate.CHAT).prompt(message))
                    .containsExactly(
                            1, 1, 358, 271, 201, 42, 300, 352, 307, 223, 93, 93, 223, 20, 353, 223, 21, 223, 95, 95, 33,
                            2, 201, 1, 317, 85, 284, 86, 283, 86, 201);
        }
    }

    @Test
    void shouldTreatAMessageAsText() throws IOException {
        try (TorchLanguageModel model = chatModel()) {
            assertThat(model.tokenizer().chat("  a {% if %} ' \" \\n b  "))
                    .isEqualTo(
                            "<|im_start|><|im_start|>user\na {% if %} ' \" \\n b<|im_end|>\n<|im_start|>assistant\n");
        }
    }

    @Test
    void shouldSayThatAModelHasNoChatTemplate() {
        assertThatThrownBy(() -> encoder(tokenizer, PromptTemplate.CHAT).prompt("text"))
                .isInstanceOf(ModelException.class)
                .hasMessageEndingWith("has no chat template; choose another prompt template");
    }

    @Test
    void shouldNotRepeatTheMessageWhenATemplateIsBroken() {
        ChatTemplate broken = new ChatTemplate("{{ messages[0].content | nonsense }}{% end", directory, "", "");

        assertThatThrownBy(() -> broken.render("a private message"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("cannot be rendered")
                .hasMessageNotContaining("private");
    }

    @Test
    void shouldFindTheTemplateInTokenizerConfigAsATextOrByName() throws IOException {
        Files.writeString(
                directory.resolve("one.json"),
                "{\"chat_template\": \"[{{ messages[0]['content'] }}]\", \"eos_token\": {\"content\": \"</s>\"}}");
        Files.writeString(
                directory.resolve("many.json"),
                "{\"chat_template\": [{\"name\": \"tool_use\", \"template\": \"x\"},"
                        + " {\"name\": \"default\", \"template\": \"{{ messages[0]['content'] + eos_token }}\"}],"
                        + " \"eos_token\": \"</s>\"}");

        assertThat(ChatTemplate.read(directory, JsonFields.read(directory.resolve("one.json")))
                        .render("m"))
                .isEqualTo("[m]");
        assertThat(ChatTemplate.read(directory, JsonFields.read(directory.resolve("many.json")))
                        .render("m"))
                .isEqualTo("m</s>");
        assertThat(ChatTemplate.tokenText(MissingNode.getInstance())).isEmpty();
    }

    @Test
    void shouldEndEveryContinuationWithEndOfSequence() {
        Encoded encoded = encoder(tokenizer, PromptTemplate.NONE).encode("p", "answer", List.of("I cannot.", "No."));

        assertThat(encoded.tree().continuations()).hasSize(3).allSatisfy(continuation -> assertThat(
                        continuation[continuation.length - 1])
                .isEqualTo(tokenizer.endOfSequence()));
        assertThat(encoded.truncated()).isFalse();
    }

    private TorchLanguageModel chatModel() throws IOException {
        ModelCopy.of(Fixtures.tinyLlama(), directory);
        Files.writeString(directory.resolve("chat_template.jinja"), CHAT);
        return TorchLanguageModel.load(directory, EngineOptions.exact().withThreads(1));
    }

    private static SampleEncoder encoder(Tokenizer tokenizer, PromptTemplate template) {
        return new SampleEncoder(tokenizer, template, 512, Truncation.RESPONSE);
    }
}
