package dev.antibody.lm;

import com.fasterxml.jackson.databind.JsonNode;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.RenderResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A model's chat template, Jinja as in Hugging Face's files, for one user message.
 *
 * @param source the template, empty if the model has none
 * @param origin the model's directory, for messages
 * @param beginning text of the beginning-of-sequence token, may be empty
 * @param end text of the end-of-sequence token, may be empty
 */
record ChatTemplate(String source, Path origin, String beginning, String end) {

    /** As transformers renders; and never interprets what it has rendered, so that a message is only text. */
    private static final Jinjava JINJA = new Jinjava(JinjavaConfig.newBuilder()
            .withTrimBlocks(true)
            .withLstripBlocks(true)
            .withNestedInterpretationEnabled(false)
            .withMaxOutputSize(0)
            .build());

    static ChatTemplate read(Path directory, JsonFields tokenizerConfig) {
        return new ChatTemplate(
                source(directory, tokenizerConfig.node("chat_template")),
                directory,
                tokenText(tokenizerConfig.node("bos_token")),
                tokenText(tokenizerConfig.node("eos_token")));
    }

    /** A special token's text, which is written as a string or as an object with its content. */
    static String tokenText(JsonNode token) {
        return token.isObject() ? token.path("content").asText("") : token.asText("");
    }

    private static String source(Path directory, JsonNode template) {
        Path file = directory.resolve("chat_template.jinja");
        if (Files.isRegularFile(file)) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new ModelException(file + " cannot be read: " + e.getMessage(), e);
            }
        }
        if (template.isArray()) { // several, by name
            for (JsonNode named : template) {
                if (named.path("name").asText().equals("default")) {
                    return named.path("template").asText("");
                }
            }
        }
        return template.isTextual() ? template.asText() : "";
    }

    /** @throws ModelException if there is no template, or it uses what is not supported */
    String render(String message) {
        if (source.isEmpty()) {
            throw new ModelException(origin + " has no chat template; choose another prompt template");
        }
        RenderResult result = JINJA.renderForResult(
                source,
                Map.of(
                        "messages",
                        List.of(Map.of("role", "user", "content", message)),
                        "add_generation_prompt",
                        true,
                        "bos_token",
                        beginning,
                        "eos_token",
                        end));
        if (!result.getErrors().isEmpty()) {
            // the error itself may quote the message, which must not be repeated
            throw new ModelException("the chat template in " + origin + " cannot be rendered (line "
                    + result.getErrors().get(0).getLineno() + "); choose another prompt template");
        }
        return result.getOutput();
    }
}
