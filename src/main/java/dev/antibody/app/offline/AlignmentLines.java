package dev.antibody.app.offline;

import dev.antibody.alignment.AlignmentMeasures;
import dev.antibody.alignment.AlignmentSettings;
import dev.antibody.alignment.AlignmentStep;
import dev.antibody.app.cli.JsonLinesOutput;
import java.util.LinkedHashMap;
import java.util.Map;

/** A JSON line for each step of alignment. */
final class AlignmentLines {

    private final JsonLinesOutput output;
    private final AlignmentSettings settings;
    private long began = System.nanoTime(); // of the step that is being done

    AlignmentLines(JsonLinesOutput output, AlignmentSettings settings) {
        this.output = output;
        this.settings = settings;
    }

    /** To be called when a step is done; its time began with the line before. */
    void write(AlignmentStep step) {
        long now = System.nanoTime();
        Map<String, Object> fields = fields(step);
        fields.put("seconds", (now - began) / 1e9);
        if (step instanceof AlignmentStep.Skipped skipped) {
            fields.put("skipped", skipped.reason().text());
        }
        output.write(fields);
        began = now;
    }

    private static long done(AlignmentStep step) {
        return step.state().training().step();
    }

    private Map<String, Object> fields(AlignmentStep step) {
        AlignmentMeasures measures = step.measures();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("step", done(step));
        fields.put("loss", measures.align());
        AlignmentMeasures.Harm harm = measures.harm();
        if (harm != null) {
            fields.put("harmfulLoss", harm.loss());
            fields.put("harmfulR", harm.r());
        }
        if (measures.own() instanceof AlignmentMeasures.Sharpness flatness) {
            fields.put("harmfulLossPerturbed", flatness.harmfulPerturbed());
            fields.put("refusalLossPerturbed", flatness.refusalPerturbed());
            fields.put("lambda", flatness.lambda());
            fields.put("lambdaPositiveShare", step.state().correctedShare());
            fields.put("alignNorm", flatness.overlap().alignNorm());
            fields.put("harmfulNorm", flatness.harmfulNorm());
            fields.put("sharpNorm", flatness.overlap().sharpNorm());
            fields.put("refusalNorm", flatness.refusalNorm());
            fields.put("alignDotSharp", flatness.overlap().dot());
        }
        if (measures.own() instanceof AlignmentMeasures.Perturbation perturbation) {
            fields.put("lossPerturbed", perturbation.alignPerturbed());
            fields.put("hiddenNorm", perturbation.hiddenNorm());
        }
        if (measures.own() instanceof AlignmentMeasures.Noising noising) {
            fields.put("harmfulLossByLayer", noising.harmfulByLayer());
            fields.put("noiseDistance", noising.discrepancy());
            fields.put("harmfulNorm", noising.harmfulNorm());
        }
        fields.put("gradientNorm", step.gradientNorm());
        fields.put("learningRate", settings.learningRate(done(step) - 1));
        fields.put("tokens", measures.tokens());
        return fields;
    }
}
