package dev.antibody.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.job.JobEncoder;
import dev.antibody.job.JobSettings;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.FakeLanguageModel;
import dev.antibody.lm.SampleEncoder;
import dev.antibody.lm.TokenTree;
import dev.antibody.lm.Tokenizer;
import java.util.List;
import org.junit.jupiter.api.Test;

class OfflineSamplesTest {

    private static final SampleLine.Accepted LINE =
            new SampleLine.Accepted(1, "a", "question", "answer", "You are brief.", null);
    private static final RefusalTemplates REFUSALS = new RefusalTemplates(List.of("No."));

    private final Tokenizer tokenizer = new FakeLanguageModel().tokenizer();
    private final JobSettings settings =
            JobSettings.defaults().with().templatesPerSample(1).build();
    private final SampleEncoder encoder = settings.encoder(tokenizer);

    @Test
    void shouldReadASampleWithSystemTextAsAJobDoes() {
        TokenTree streamed = new JobEncoder(settings, tokenizer, REFUSALS)
                .encode(LINE.id(), LINE.system(), LINE.prompt(), LINE.response())
                .tree();

        TokenTree offline = OfflineSamples.encode(List.of(LINE), encoder, REFUSALS, 1)
                .get(0)
                .tree();
        TokenTree answer = OfflineSamples.answers(List.of(LINE), encoder).get(0);
        TokenTree aligned = OfflineSamples.alignment(List.of(LINE), List.of(LINE), encoder, REFUSALS)
                .harmful()
                .get(0);

        assertThat(tokenizer.decode(streamed.prompt())).isEqualTo("<You are brief.\n\nquestion>");
        assertThat(offline).usingRecursiveComparison().isEqualTo(streamed);
        assertThat(aligned).usingRecursiveComparison().isEqualTo(streamed);
        assertThat(answer.prompt()).isEqualTo(streamed.prompt());
        assertThat(encoder.prompt(LINE.asked())).isEqualTo(streamed.prompt());
    }

    @Test
    void shouldAskThePromptAloneWhenThereIsNoSystemText() {
        assertThat(new SampleLine.Accepted(1, "a", "question", "answer", null, null).asked())
                .isEqualTo("question");
        assertThat(new SampleLine.Accepted(1, "a", "question", "answer", " ", null).asked())
                .isEqualTo("question");
    }
}
