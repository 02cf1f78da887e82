package dev.antibody.app;

import dev.antibody.app.cli.FailedException;
import dev.antibody.app.cli.UsageException;
import dev.antibody.checkpoint.CheckpointException;
import dev.antibody.embedded.StartException;
import dev.antibody.event.TopicFileException;
import dev.antibody.ingest.CsvException;
import dev.antibody.job.JobException;
import dev.antibody.job.JobsUnavailableException;
import dev.antibody.lm.ModelException;
import dev.antibody.safety.JudgeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns every exception into one line on standard error and an exit code: 2 when what was typed or given cannot work, 1
 * when it should have worked and did not. The only place that knows which is which.
 */
final class Problems implements IParameterExceptionHandler, IExecutionExceptionHandler {

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        print(command, oneLine(e) + suggestion(e) + "; './" + name + " --help' lists what there is", null);
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, @Nullable ParseResult parsed) {
        if (e instanceof ParameterException parameter) {
            return handleParseException(parameter, new String[0]);
        }
        boolean input = isInput(e);
        print(command, message(e), stacktrace(command) ? e : null);
        return input ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    private static boolean isInput(Throwable e) {
        return isOwnInput(e)
                || e instanceof NoSuchFileException
                || e instanceof AccessDeniedException
                || (e instanceof UncheckedIOException && e.getCause() != null && isInput(e.getCause()));
    }

    /** Our own exceptions about what was given; their messages are made for a person. */
    private static boolean isOwnInput(Throwable e) {
        return e instanceof UsageException
                || e instanceof ModelException
                || e instanceof CheckpointException
                || e instanceof JobException
                || e instanceof TopicFileException
                || e instanceof CsvException
                || e instanceof StartException;
    }

    private static String message(Throwable e) {
        if (e instanceof UncheckedIOException && e.getCause() != null) {
            return message(e.getCause());
        }
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + " does not exist; check the path";
        }
        if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + " cannot be read or written by this user; change its permissions";
        }
        if (e instanceof IOException || e instanceof UncheckedIOException) {
            return "reading or writing failed: " + oneLine(e);
        }
        if (e instanceof KafkaException) {
            return "Kafka: " + oneLine(e);
        }
        if (isOwnInput(e)
                || e instanceof FailedException
                || e instanceof JobsUnavailableException
                || e instanceof JudgeException) {
            return oneLine(e);
        }
        return "an error that should not happen: " + e.getClass().getSimpleName() + ", " + oneLine(e)
                + "; please report it with the output of the same command and --stacktrace";
    }

    private static String oneLine(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message.strip().replaceAll("\\s*\\R\\s*", ", ");
    }

    private static String suggestion(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched.getSuggestions().stream()
                    .findFirst()
                    .map(nearest -> "; did you mean " + nearest + "?")
                    .orElse("");
        }
        return "";
    }

    private static boolean stacktrace(CommandLine command) {
        CommandLine root = command;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        return root.getCommand() instanceof AntibodyCommand antibody && antibody.stacktrace();
    }

    private static void print(CommandLine command, String line, @Nullable Throwable trace) {
        PrintWriter err = command.getErr();
        err.println("antibody: " + line);
        if (trace != null) {
            trace.printStackTrace(err);
        }
        err.flush();
    }
}
