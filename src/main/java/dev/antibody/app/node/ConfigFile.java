package dev.antibody.app.node;

import dev.antibody.app.cli.UsageException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * A file with options of {@code up}: Java properties, {@code name = value} with an option's name without its dashes.
 * What is typed stands before what the file says.
 */
final class ConfigFile {

    private ConfigFile() {}

    /**
     * The options of a file and of a command line together.
     *
     * @throws UsageException if the file cannot be read, or says something that is no option or no value of one
     */
    static NodeOptions read(Path file, ParseResult typed) {
        NodeOptions options = new NodeOptions();
        CommandLine parser = new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true);
        List<String> arguments = new ArrayList<>();
        Properties properties = properties(file);
        for (String name : properties.stringPropertyNames()) {
            OptionSpec option = parser.getCommandSpec().findOption("--" + name);
            if (option == null) {
                throw new UsageException(
                        file + ": " + name + " is no option that a file may set; './antibody up --help' lists them");
            }
            if (!typed.hasMatchedOption(option.longestName())) {
                arguments.add(option.longestName() + "="
                        + properties.getProperty(name).strip());
            }
        }
        for (OptionSpec option : typed.matchedOptions()) {
            if (parser.getCommandSpec().findOption(option.longestName()) != null) {
                option.originalStringValues().forEach(value -> arguments.add(option.longestName() + "=" + value));
            }
        }
        try {
            parser.parseArgs(arguments.toArray(new String[0]));
        } catch (ParameterException e) {
            throw new UsageException(file + ": " + e.getMessage(), e);
        }
        return options;
    }

    private static Properties properties(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException(
                    file + " cannot be read; give --config a file with lines such as http-port=8080", e);
        }
    }
}
