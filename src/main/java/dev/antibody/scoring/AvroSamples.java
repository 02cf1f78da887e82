package dev.antibody.scoring;

import dev.antibody.event.avro.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Samples in Confluent's wire format: a zero byte, the writer schema's id in four bytes, the Avro body. Any writer
 * schema that resolves to {@link Sample} will do. Thread-safe.
 *
 * <p>It does not use Confluent's deserializer, which decodes malformed UTF-8 without a word and gives one exception for
 * a registry that is away and for bytes that are broken.
 */
final class AvroSamples {

    static final byte MAGIC = 0;
    private static final int HEADER = 5;

    private final WriterSchemas schemas;

    AvroSamples(WriterSchemas schemas) {
        this.schemas = schemas;
    }

    Sample read(byte[] value) throws BadRecordException {
        if (value.length < HEADER) {
            throw new BadRecordException("broken Avro: " + value.length + " bytes, not even a schema id");
        }
        Schema writer = schemas.find(ByteBuffer.wrap(value, 1, Integer.BYTES).getInt());
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, null);
        try {
            GenericRecord fields = new StrictReader(writer).read(null, decoder);
            if (!decoder.isEnd()) {
                throw new BadRecordException("broken Avro: bytes behind the end of the sample");
            }
            return SampleFields.toSample(
                    text(fields, "id"),
                    text(fields, "job"),
                    text(fields, "prompt"),
                    text(fields, "response"),
                    text(fields, "system"),
                    text(fields, "source"),
                    fields.get("createdAt") instanceof Long millis ? Instant.ofEpochMilli(millis) : null);
        } catch (MalformedTextException e) {
            throw e.reason;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new BadRecordException("broken Avro: the bytes do not hold a sample of their schema");
        }
    }

    private static @Nullable String text(GenericRecord fields, String name) {
        return (String) fields.get(name);
    }

    /** Reads strings as Java strings, and only well-formed ones. */
    private static final class StrictReader extends GenericDatumReader<GenericRecord> {

        /** Avro's fast reader, its default, decodes strings past {@link #readString}. */
        private static final GenericData SLOW = new GenericData().setFastReaderEnabled(false);

        StrictReader(Schema writer) {
            super(writer, Sample.getClassSchema(), SLOW);
        }

        @Override
        protected Object readString(Object old, Schema expected, Decoder in) throws IOException {
            Utf8 text = in.readString(null);
            try {
                return StrictUtf8.decode(text.getBytes(), text.getByteLength());
            } catch (BadRecordException e) {
                throw new MalformedTextException(e);
            }
        }
    }

    /** Carries a reason through Avro's reader, which knows only its own exceptions. */
    private static final class MalformedTextException extends IOException {

        private static final long serialVersionUID = 1L;

        private final BadRecordException reason;

        MalformedTextException(BadRecordException reason) {
            this.reason = reason;
        }
    }
}
