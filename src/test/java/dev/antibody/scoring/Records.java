package dev.antibody.scoring;

import dev.antibody.event.EventSerdes;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.Sample;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Records of the samples topic for tests. */
final class Records {

    private Records() {}

    static Sample sample(String job, String id, String prompt, String response) {
        return Sample.newBuilder()
                .setId(id)
                .setJob(job)
                .setPrompt(prompt)
                .setResponse(response)
                .build();
    }

    static byte[] avro(EventSerdes serdes, Sample sample) {
        return serdes.<Sample>serializer().serialize(Topics.SAMPLES, sample);
    }

    static byte[] json(String job, String id, String prompt, String response) {
        return utf8("{\"id\":\"" + id + "\",\"job\":\"" + job + "\",\"prompt\":\"" + prompt + "\",\"response\":\""
                + response + "\"}");
    }

    static ReceivedRecord received(byte @Nullable [] value, Header... headers) {
        return keyed(null, value, headers);
    }

    @SuppressWarnings("NullAway") // the class file of a record loses @Nullable on its constructor's arrays
    static ReceivedRecord keyed(byte @Nullable [] key, byte @Nullable [] value, Header... headers) {
        return new ReceivedRecord(Topics.SAMPLES, 2, 17, 1_700_000_000_000L, key, value, List.of(headers));
    }

    static ReceivedRecord control(String job) {
        return keyed(
                utf8(job),
                null,
                header(Topics.CONTROL_HEADER, Topics.CONTROL_CLOSE),
                header(Topics.PARTITION_HEADER, "2"),
                header(Topics.PARTITIONS_HEADER, "4"));
    }

    static Header header(String name, String value) {
        return new RecordHeader(name, utf8(value));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
