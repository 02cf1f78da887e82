package dev.antibody.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {

    @ParameterizedTest
    @MethodSource("commands")
    void shouldExplainEveryCommand(List<String> command) {
        Typed help = Typed.command(
                Stream.concat(command.stream(), Stream.of("--help")).toArray());

        assertThat(help.done().out()).contains("Usage: antibody " + String.join(" ", command));
    }

    static Stream<List<String>> commands() {
        return below(Main.commandLine(), List.of());
    }

    private static Stream<List<String>> below(CommandLine parent, List<String> path) {
        return parent.getSubcommands().entrySet().stream().flatMap(entry -> {
            List<String> own =
                    Stream.concat(path.stream(), Stream.of(entry.getKey())).toList();
            return Stream.concat(Stream.of(own), below(entry.getValue(), own));
        });
    }
}
