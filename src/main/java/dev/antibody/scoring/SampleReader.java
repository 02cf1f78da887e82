package dev.antibody.scoring;

import dev.antibody.event.SampleLimits;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.Sample;
import dev.antibody.job.JobDefinition;
import dev.antibody.job.Jobs;
import dev.antibody.scoring.ReadResult.Accepted;
import dev.antibody.scoring.ReadResult.Control;
import dev.antibody.scoring.ReadResult.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says what a record of the samples topic is: Avro when it starts with a zero byte, JSON when it starts with a brace, a
 * control record when it has no value but a header. Whatever a stranger sent gets an answer; only a registry or broker
 * that is away is an exception. Thread-safe.
 */
public final class SampleReader {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AvroSamples avro;
    private final Jobs jobs;

    SampleReader(WriterSchemas schemas, Jobs jobs) {
        this.avro = new AvroSamples(schemas);
        this.jobs = jobs;
    }

    /**
     * A reader of Avro and JSON.
     *
     * @param registryConfig of Confluent's registry client, with {@code schema.registry.url}
     */
    public static SampleReader open(Map<String, ?> registryConfig, Jobs jobs) {
        return new SampleReader(WriterSchemas.open(registryConfig, PATIENCE), jobs);
    }

    ReadResult read(ReceivedRecord received) {
        try {
            return classify(received);
        } catch (BadRecordException e) {
            return new Rejected(String.valueOf(e.getMessage()));
        }
    }

    private ReadResult classify(ReceivedRecord received) throws BadRecordException {
        if (received.size() > SampleLimits.RECORD_BYTES) {
            throw new BadRecordException(
                    "too long: " + received.size() + " bytes, at most " + SampleLimits.RECORD_BYTES);
        }
        byte[] value = received.value();
        if (value == null || value.length == 0) {
            return control(received);
        }
        Sample sample = sample(value);
        JobDefinition job = job(sample.getJob());
        if (!job.takesSamples()) {
            throw new BadRecordException("job " + job.id() + " is closed");
        }
        return new Accepted(sample, job);
    }

    private Sample sample(byte[] value) throws BadRecordException {
        return switch (value[0]) {
            case AvroSamples.MAGIC -> avro.read(value);
            case '{', ' ', '\t', '\r', '\n' -> JsonSamples.read(value);
            default -> throw new BadRecordException("neither a JSON object nor Avro in Confluent's wire format");
        };
    }

    private Control control(ReceivedRecord received) throws BadRecordException {
        byte[] control = received.header(Topics.CONTROL_HEADER);
        if (control == null) {
            throw new BadRecordException("empty value without the header " + Topics.CONTROL_HEADER);
        }
        if (!text(control).equals(Topics.CONTROL_CLOSE)) {
            throw new BadRecordException("the header " + Topics.CONTROL_HEADER + " is not " + Topics.CONTROL_CLOSE);
        }
        requireNumber(received.header(Topics.PARTITIONS_HEADER));
        return new Control(job(text(received.key())).id());
    }

    private static void requireNumber(byte @Nullable [] partitions) throws BadRecordException {
        if (!text(partitions).matches("[1-9][0-9]{0,8}")) {
            throw new BadRecordException("control record without the header " + Topics.PARTITIONS_HEADER);
        }
    }

    private JobDefinition job(String id) throws BadRecordException {
        if (!JobDefinition.isValidId(id)) {
            // not named here, as it may be any text
            throw new BadRecordException("unknown job");
        }
        Optional<JobDefinition> job = jobs.find(id);
        return job.orElseThrow(() -> new BadRecordException("unknown job " + id));
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
