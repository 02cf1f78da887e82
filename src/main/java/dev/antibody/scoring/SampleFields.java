package dev.antibody.scoring;

import dev.antibody.event.SampleLimits;
import dev.antibody.event.avro.Sample;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes a sample of fields that some format gave, once they hold what a sample needs. */
final class SampleFields {

    private SampleFields() {}

    static Sample toSample(
            @Nullable String id,
            @Nullable String job,
            @Nullable String prompt,
            @Nullable String response,
            @Nullable String system,
            @Nullable String source,
            @Nullable Instant createdAt)
            throws BadRecordException {
        String checkedId = require("id", id);
        if (checkedId.length() > SampleLimits.ID_CHARACTERS) {
            throw new BadRecordException(
                    "field id has " + checkedId.length() + " characters, at most " + SampleLimits.ID_CHARACTERS);
        }
        Sample sample = Sample.newBuilder()
                .setId(checkedId)
                .setJob(require("job", job))
                .setPrompt(require("prompt", prompt))
                .setResponse(require("response", response))
                .setSystem(optional("system", system))
                .setSource(optional("source", source))
                .setCreatedAt(createdAt)
                .build();
        long characters = SampleLimits.characters(sample.getPrompt(), sample.getResponse(), sample.getSystem());
        if (characters > SampleLimits.CHARACTERS) {
            throw new BadRecordException(
                    "text too long: " + characters + " characters, at most " + SampleLimits.CHARACTERS);
        }
        return sample;
    }

    private static String require(String field, @Nullable String text) throws BadRecordException {
        if (text == null) {
            throw new BadRecordException("field " + field + " is missing");
        }
        if (text.isBlank()) {
            throw new BadRecordException("field " + field + " is empty");
        }
        requireUnicode(field, text);
        return text;
    }

    private static @Nullable String optional(String field, @Nullable String text) throws BadRecordException {
        if (text != null) {
            requireUnicode(field, text);
        }
        return text;
    }

    /** JSON's escapes can spell half of a surrogate pair, which no UTF-8 can carry on. */
    private static void requireUnicode(String field, String text) throws BadRecordException {
        boolean broken = text.codePoints().anyMatch(c -> Character.MIN_SURROGATE <= c && c <= Character.MAX_SURROGATE);
        if (broken) {
            throw new BadRecordException("field " + field + " holds half of a surrogate pair");
        }
    }
}
