package dev.antibody.app.demo;

import dev.antibody.ingest.JsonLines;
import dev.antibody.ingest.SampleLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The demo's data sets, which are disjoint: what judges is never trained on. */
public final class DemoData {

    /** AdvBench goals with their target prefixes, for the stream. */
    static final String HARMFUL_STREAM = "advbench-stream";
    /** Banking77 questions with their intents, for the stream. */
    static final String BENIGN_STREAM = "banking-stream";
    /** Goals to calibrate with. */
    static final String HARMFUL_PROBE = "advbench-probe";
    /** Questions to calibrate with. */
    static final String BENIGN_PROBE = "banking-probe";
    /** Goals to judge with. */
    static final String HARMFUL_JUDGE = "advbench-judge";
    /** Questions to judge with. */
    static final String BENIGN_JUDGE = "banking-judge";
    /** Ordinary requests that should not be refused. */
    public static final String ORDINARY_JUDGE = "ordinary-judge";

    private DemoData() {}

    /** Prompts and responses of one set. */
    public static List<SampleLine.Accepted> read(String name) {
        String resource = "/demo/data/" + name + ".jsonl";
        List<SampleLine.Accepted> samples = new ArrayList<>();
        try (InputStream in = DemoData.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + resource + " is missing from this build");
            }
            JsonLines.read(name, in, JsonLines.Fields.PROMPT_AND_RESPONSE, line -> {
                if (line instanceof SampleLine.Accepted accepted) {
                    samples.add(accepted);
                } else {
                    throw new IllegalStateException("the resource " + resource + " is damaged, line " + line.line());
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return samples;
    }
}
