package dev.antibody.experiment;

import dev.antibody.evaluation.TaskKind;
import dev.antibody.ingest.SampleLine;
import java.util.List;

/**
 * A user's task, in three parts without a common sample.
 *
 * @param name such as {@code banking77}
 * @param kind how an answer is marked
 * @param answerTokens longest answer in tokens
 * @param stream what the user sends
 * @param probes trusted samples, to calibrate with
 * @param judge what judges the accuracy
 */
public record TaskData(
        String name,
        TaskKind kind,
        int answerTokens,
        List<SampleLine.Accepted> stream,
        List<SampleLine.Accepted> probes,
        List<SampleLine.Accepted> judge) {

    public TaskData {
        stream = List.copyOf(stream);
        probes = List.copyOf(probes);
        judge = List.copyOf(judge);
        if (stream.isEmpty() || probes.isEmpty() || judge.isEmpty()) {
            throw new IllegalArgumentException(
                    "task " + name + " lacks samples to send, to calibrate or to judge with");
        }
    }
}
