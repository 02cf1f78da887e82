package dev.antibody.lm;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/** Tokenizer of a model directory: tokenizer.json, run by Hugging Face's own library. */
final class TokenizerFiles implements Tokenizer, AutoCloseable {

    private final HuggingFaceTokenizer tokenizer;
    private final ChatTemplate chatTemplate;
    private final int endOfSequence;
    private final Set<Integer> stops;

    private final Lifetime lifetime = new Lifetime("the model's tokenizer");

    private TokenizerFiles(
            HuggingFaceTokenizer tokenizer, ChatTemplate chatTemplate, int endOfSequence, Set<Integer> stops) {
        this.tokenizer = tokenizer;
        this.chatTemplate = chatTemplate;
        this.endOfSequence = endOfSequence;
        this.stops = Set.copyOf(stops);
    }

    /** @throws ModelException if tokenizer.json is missing or broken, or no end-of-sequence token is known */
    static TokenizerFiles load(Path directory) {
        JsonFields config = JsonFields.readIfThere(directory.resolve("tokenizer_config.json"));
        HuggingFaceTokenizer tokenizer = read(directory.resolve("tokenizer.json"));
        try {
            Set<Integer> stops = new LinkedHashSet<>();
            String name = ChatTemplate.tokenText(config.node("eos_token"));
            if (!name.isEmpty()) {
                long[] ids = tokenizer.encode(name, false, false).getIds();
                if (ids.length == 1) {
                    stops.add((int) ids[0]);
                }
            }
            addIds(stops, JsonFields.readIfThere(directory.resolve("generation_config.json")));
            addIds(stops, JsonFields.readIfThere(directory.resolve("config.json")));
            if (stops.isEmpty()) {
                throw new ModelException(
                        directory + " names no end-of-sequence token; add eos_token_id to its generation_config.json");
            }
            return new TokenizerFiles(
                    tokenizer,
                    ChatTemplate.read(directory, config),
                    stops.iterator().next(),
                    stops);
        } catch (ModelException e) {
            tokenizer.close();
            throw e;
        }
    }

    private static HuggingFaceTokenizer read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelException(file + " is missing; a model directory in Hugging Face's layout has it");
        }
        try {
            return HuggingFaceTokenizer.builder()
                    .optTokenizerPath(file)
                    .optAddSpecialTokens(false)
                    .optTruncation(false)
                    .optPadding(false)
                    .build();
        } catch (IOException | RuntimeException e) {
            throw new ModelException(file + " cannot be used as a tokenizer; fetch it again", e);
        }
    }

    private static void addIds(Set<Integer> stops, JsonFields config) {
        JsonNode ids = config.node("eos_token_id");
        if (ids.isInt()) {
            stops.add(ids.asInt());
        }
        ids.forEach(id -> stops.add(id.asInt()));
    }

    @Override
    public int[] encode(String text, boolean specialTokens) {
        long[] ids =
                lifetime.use(() -> tokenizer.encode(text, specialTokens, false).getIds());
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }

    @Override
    public String decode(int[] ids) {
        long[] longs = Arrays.stream(ids).asLongStream().toArray();
        return lifetime.use(() -> tokenizer.decode(longs, true));
    }

    @Override
    public int endOfSequence() {
        return endOfSequence;
    }

    /** All tokens that end an answer: end-of-sequence first of all, and what the model's configuration adds. */
    boolean stops(long token) {
        return stops.contains((int) token);
    }

    @Override
    public String chat(String message) {
        return chatTemplate.render(message);
    }

    @Override
    public void close() {
        lifetime.end(tokenizer::close);
    }
}
