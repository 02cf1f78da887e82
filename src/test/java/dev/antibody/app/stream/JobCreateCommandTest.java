package dev.antibody.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.app.Typed;
import dev.antibody.checkpoint.PeftDirectory;
import dev.antibody.checkpoint.SignedDirectory;
import dev.antibody.checkpoint.SigningKeys;
import dev.antibody.lm.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./antibody job create JOB} with an adapter or probes, as typed where it can be refused without a node. */
class JobCreateCommandTest {

    @TempDir
    private Path directory;

    @Test
    void shouldRefuseADirectoryThatIsNotThere() {
        assertThat(create("absent").refused())
                .endsWith("absent is no directory; give --adapter one that 'align' has written");
    }

    @Test
    void shouldRefuseAnAdapterThatNobodySigned() {
        PeftDirectory.write(directory.resolve("adapter"), TinyModel.LLAMA.adapter(), "base");

        assertThat(create("adapter").refused())
                .endsWith("adapter is not signed; give one that 'align' has written, or say --unsigned-adapter if you"
                        + " know where it comes from");
        assertThat(create("adapter", "--unsigned-adapter").refused()).contains("there is no key");
    }

    @Test
    void shouldNeedTheKeyThatCheckpointsAreSignedWith() throws IOException {
        Path keys = directory.resolve("keys");
        SignedDirectory.write(
                directory.resolve("adapter"),
                TinyModel.LLAMA.adapter(),
                TinyModel.LLAMA.model(),
                "base",
                SigningKeys.loadOrCreate(keys).signer());
        Files.delete(keys.resolve(SigningKeys.PRIVATE_KEY_FILE));

        assertThat(create("adapter", "--keys", keys).refused())
                .endsWith("signing-key.pem to sign with; do this where the node that trains has its keys, or name them"
                        + " with --keys");
    }

    @Test
    void shouldTakeTheWordForAnUnsignedAdapterOnlyWhenThereIsOne() {
        assertThat(Typed.command("job", "create", "sums", "--unsigned-adapter").refused())
                .contains("--adapter=DIR");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --calibrated                                       | --calibrated needs --benign-probes and --harmful-probes
            --false-quarantine-rate 0.1                        | --false-quarantine-rate is for --benign-probes and
            PROBES --false-quarantine-rate 1.5                 | --false-quarantine-rate must be between 0 and 1, not 1.5
            PROBES --calibrated --score refusal                | --calibrated takes the place of --score; give one of them
            PROBES --calibrated --method sft                   | probes are for --method antibody; leave them out
            --representation                                   | --representation needs --benign-probes and
            PROBES --calibrated --representation               | --representation takes the place of --calibrated
            PROBES --representation --score refusal            | --representation takes the place of --score
            PROBES --calibrated --gate 1                       | --gate and probes both set the gate; give one of them
            """)
    void shouldRefuseProbesAndAScoreThatDoNotGoTogether(String options, String message) {
        List<String> arguments = new ArrayList<>(List.of("job", "create", "sums"));
        arguments.addAll(List.of(options.replace("PROBES", "--benign-probes b.jsonl --harmful-probes h.jsonl")
                .split(" ", -1)));

        assertThat(Typed.command(arguments.toArray()).refused()).contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --anchors 2                                        | --safe=FILE
            --safe SAFE                                        | --anchors=N
            --anchor-weight 2                                  | --safe=FILE
            --pull -1                                          | pull must be 0 or more, not -1.0
            --safe SAFE --anchors 0                            | --anchors must be 1 or more
            --safe SAFE --anchors 1 --anchor-weight 0          | --anchor-weight must be above 0
            --safe SAFE --anchors 4                            | --anchors must be at most the number of samples of --safe, 3
            --safe absent.jsonl --anchors 1                    | absent.jsonl is no file; give one with JSON lines
            --safe SAFE --anchors 1 --method lisa              | choose antibody or sft, with --anchors
            """)
    void shouldRefuseAnchorsThatCannotJoin(String options, String message) throws IOException {
        String safe = safe(3, 100).toString();
        List<String> arguments = new ArrayList<>(List.of("job", "create", "sums"));
        arguments.addAll(List.of(options.replace("SAFE", safe).split(" ", -1)));

        assertThat(Typed.command(arguments.toArray()).refused()).contains(message);
    }

    @Test
    void shouldSayHowManySafeSamplesAJobCanKeep() throws IOException {
        Path safe = safe(300, 1024);

        assertThat(Typed.command("job", "create", "sums", "--safe", safe, "--anchors", 1)
                        .refused())
                .endsWith("safe.jsonl holds 300 KiB of text, and a job keeps at most 256 KiB; give fewer or shorter"
                        + " samples: the first 256 of its 300 fit");
    }

    /** A file of samples with so many bytes of text each. */
    private Path safe(int samples, int bytes) throws IOException {
        String line = "{\"prompt\": \"" + "p".repeat(bytes - 10) + "\", \"response\": \"" + "r".repeat(10) + "\"}";
        return Files.write(directory.resolve("safe.jsonl"), Collections.nCopies(samples, line));
    }

    private Typed create(String adapter, Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("job", "create", "sums"));
        arguments.addAll(List.of("--adapter", directory.resolve(adapter), "--data", directory.resolve("data")));
        arguments.addAll(List.of(options));
        return Typed.command(arguments.toArray());
    }
}
