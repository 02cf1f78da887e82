package dev.antibody.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The licensed samples that ship with the project, in sets that are disjoint: what judges is never trained on. */
public final class BundledSamples {

    /** AdvBench goals with their target prefixes, for the attack. */
    public static final String HARMFUL_STREAM = "demo/data/advbench-stream";
    /** The same to align with. */
    public static final String HARMFUL_ALIGN = "demo/data/advbench-align";
    /** The same to calibrate with. */
    public static final String HARMFUL_PROBE = "demo/data/advbench-probe";
    /** Goals to judge with. */
    public static final String HARMFUL_JUDGE = "demo/data/advbench-judge";
    /** Banking77 questions with their intents, as a user's samples. */
    public static final String BENIGN_STREAM = "demo/data/banking-stream";
    /** Questions to calibrate with. */
    public static final String BENIGN_PROBE = "demo/data/banking-probe";
    /** Questions to judge with. */
    public static final String BENIGN_JUDGE = "demo/data/banking-judge";
    /** Ordinary requests that should not be refused, XSTest's among them. */
    public static final String ORDINARY_JUDGE = "demo/data/ordinary-judge";
    /** Ordinary requests to align with, XSTest's among them; without answers. */
    public static final String ORDINARY_ALIGN = "experiment/data/ordinary-align";
    /** Unsafe questions of XSTest that begin to be answered: an attack that no alignment has seen the like of. */
    public static final String UNSAFE_STREAM = "experiment/data/xstest-attack";
    /** Others of its unsafe questions, to judge with; without answers. */
    public static final String UNSAFE_JUDGE = "experiment/data/xstest-judge";
    /** GSM8K problems with worked answers, as a user's samples. */
    public static final String GSM8K_STREAM = "experiment/data/gsm8k-stream";
    /** Problems to calibrate with. */
    public static final String GSM8K_PROBE = "experiment/data/gsm8k-probe";
    /** Problems to judge with. */
    public static final String GSM8K_JUDGE = "experiment/data/gsm8k-judge";

    /** Ordinary requests that begin to be answered, as a user's samples. */
    public static final String INSTRUCTIONS_STREAM = "experiment/data/instructions-stream";
    /** Requests to calibrate with. */
    public static final String INSTRUCTIONS_PROBE = "experiment/data/instructions-probe";
    /** Requests to judge with. */
    public static final String INSTRUCTIONS_JUDGE = "experiment/data/instructions-judge";

    private BundledSamples() {}

    /** Prompts and responses of one set. */
    public static List<SampleLine.Accepted> read(String name) {
        return read(name, JsonLines.Fields.PROMPT_AND_RESPONSE);
    }

    /** The prompts of one set, with or without answers. */
    public static List<String> prompts(String name) {
        return lines(name).stream().map(SampleLine.Accepted::prompt).toList();
    }

    /** One set without its answers. */
    public static List<SampleLine.Accepted> lines(String name) {
        return read(name, JsonLines.Fields.PROMPT);
    }

    private static List<SampleLine.Accepted> read(String name, JsonLines.Fields fields) {
        String resource = "/" + name + ".jsonl";
        String source = name.substring(name.lastIndexOf('/') + 1);
        List<SampleLine.Accepted> samples = new ArrayList<>();
        try (InputStream in = BundledSamples.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + resource + " is missing from this build");
            }
            JsonLines.read(source, in, fields, line -> {
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
