package dev.antibody.lm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TruncationTest {

    @Property
    void shouldNeverExceedTheMaximumNorLoseThePromptWhole(
            @ForAll Truncation truncation,
            @ForAll @IntRange(min = 1, max = 40) int promptLength,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 40) Integer> lengths,
            @ForAll @IntRange(min = 2, max = 50) int maxLength) {
        TokenTree cut = truncation.cut(tokens(promptLength, 0), continuations(lengths), maxLength);

        assertThat(cut.prompt().length).isBetween(1, maxLength);
        for (int[] continuation : cut.continuations()) {
            assertThat(cut.prompt().length + continuation.length).isLessThanOrEqualTo(maxLength);
        }
    }

    @Property
    void shouldLeaveWhatFitsAsItIs(
            @ForAll Truncation truncation,
            @ForAll @IntRange(min = 1, max = 20) int promptLength,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 20) Integer> lengths) {
        int[] prompt = tokens(promptLength, 0);
        List<int[]> continuations = continuations(lengths);

        TokenTree cut = truncation.cut(prompt, continuations, 40);

        assertThat(cut.prompt()).isEqualTo(prompt);
        assertThat(cut.continuations()).containsExactlyElementsOf(continuations);
    }

    @Property
    void shouldCutAPromptWithItsResponseAsThePublishedCodeDoes(
            @ForAll @IntRange(min = 1, max = 40) int promptLength,
            @ForAll @IntRange(max = 40) int responseLength,
            @ForAll @IntRange(min = 2, max = 50) int maxLength) {
        int[] prompt = tokens(promptLength, 0);
        int[] response = tokens(responseLength, 1_000);

        TokenTree cut = Truncation.RESPONSE.cut(prompt, List.of(response), maxLength);

        int[] whole = joined(prompt, response);
        assertThat(joined(cut.prompt(), cut.continuations().get(0)))
                .isEqualTo(Arrays.copyOf(whole, Math.min(whole.length, maxLength)));
    }

    @Property
    void shouldKeepResponsesWholeAtTheCostOfThePromptsBeginning(
            @ForAll @IntRange(min = 1, max = 40) int promptLength,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 20) Integer> lengths,
            @ForAll @IntRange(min = 21, max = 40) int maxLength) {
        int[] prompt = tokens(promptLength, 0);
        List<int[]> continuations = continuations(lengths);

        TokenTree cut = Truncation.PROMPT.cut(prompt, continuations, maxLength);

        int longest = lengths.stream().mapToInt(Integer::intValue).max().orElseThrow();
        int kept = Math.min(promptLength, maxLength - longest);
        assertThat(cut.continuations()).containsExactlyElementsOf(continuations);
        assertThat(cut.prompt()).isEqualTo(Arrays.copyOfRange(prompt, promptLength - kept, promptLength));
    }

    @Test
    void shouldKeepATokenOfThePromptBeforeAResponseThatAloneIsTooLong() {
        TokenTree cut = Truncation.PROMPT.cut(tokens(5, 0), List.of(tokens(30, 100), tokens(2, 200)), 8);

        assertThat(cut.prompt()).containsExactly(4);
        assertThat(cut.continuations().get(0)).isEqualTo(tokens(7, 100));
        assertThat(cut.continuations().get(1)).isEqualTo(tokens(2, 200));
    }

    @Test
    void shouldSayWhetherAnythingWasCut() {
        Tokenizer tokenizer = TinyModel.LLAMA.model().tokenizer();
        String response = "The total is seventy-two clips.";
        int whole = new SampleEncoder(tokenizer, PromptTemplate.NONE, 512, Truncation.RESPONSE)
                .encode("How many?", response, List.of("No."))
                .tree()
                .continuations()
                .get(0)
                .length;
        int prompt = tokenizer.encode("How many?", true).length;

        for (Truncation truncation : Truncation.values()) {
            SampleEncoder fits = new SampleEncoder(tokenizer, PromptTemplate.NONE, prompt + whole, truncation);
            SampleEncoder cuts = new SampleEncoder(tokenizer, PromptTemplate.NONE, prompt + whole - 1, truncation);

            assertThat(fits.encode("How many?", response, List.of("No.")).truncated())
                    .isFalse();
            assertThat(cuts.encode("How many?", response, List.of("No.")).truncated())
                    .isTrue();
        }
    }

    private static List<int[]> continuations(List<Integer> lengths) {
        return IntStream.range(0, lengths.size())
                .mapToObj(i -> tokens(lengths.get(i), 1_000 * (i + 1)))
                .toList();
    }

    /** Tokens that can be told apart. */
    private static int[] tokens(int length, int first) {
        return IntStream.range(first, first + length).toArray();
    }

    private static int[] joined(int[] left, int[] right) {
        return IntStream.concat(Arrays.stream(left), Arrays.stream(right)).toArray();
    }
}
