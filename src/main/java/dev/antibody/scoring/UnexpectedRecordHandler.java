package dev.antibody.scoring;

import dev.antibody.event.DeadLetterHeaders;
import dev.antibody.event.RegistryOutage;
import dev.antibody.event.Topics;
import dev.antibody.job.JobsUnavailableException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The safety net under {@link SampleReader}: a record that makes it fail in a way nobody thought of becomes a dead
 * letter of Kafka Streams, with our reason beside its headers. What says nothing about the record, such as an outage
 * or a batch that failed as a whole, stops the thread instead, so that the record is read again.
 */
public final class UnexpectedRecordHandler extends LogAndContinueProcessingExceptionHandler {

    @Override
    public Response handleError(ErrorHandlerContext context, @Nullable Record<?, ?> record, Exception failure) {
        if (record == null || saysNothingOfTheRecord(failure)) {
            return Response.fail();
        }
        Response response = super.handleError(context, record, failure);
        response.deadLetterQueueRecords().forEach(letter -> {
            DeadLetterHeaders.set(
                    letter.headers(),
                    Topics.REASON_HEADER,
                    "unexpected " + failure.getClass().getName());
            DeadLetterHeaders.set(letter.headers(), Topics.STAGE_HEADER, DeadLetters.STAGE);
        });
        return response;
    }

    private static boolean saysNothingOfTheRecord(Exception failure) {
        return failure instanceof FlushFailedException
                || failure instanceof RegistryUnavailableException
                || failure instanceof JobsUnavailableException
                || failure instanceof KafkaException
                || RegistryOutage.isCauseOf(failure);
    }
}
