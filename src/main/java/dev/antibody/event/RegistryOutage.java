package dev.antibody.event;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** Tells a registry that cannot be asked now from a record that can never be read. */
public final class RegistryOutage {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;

    private RegistryOutage() {}

    /**
     * Whether the same record may well be readable later: the registry did not answer, or answered that it could not.
     * Bytes that are no Avro and ids that the registry does not know are not such a case.
     */
    public static boolean isCauseOf(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RestClientException answer) {
                return answer.getStatus() >= SERVER_ERRORS || answer.getStatus() == TOO_MANY_REQUESTS;
            }
            if (cause instanceof RetriableException) {
                return true;
            }
            if (cause instanceof IOException && isNetwork(cause)) {
                return true;
            }
        }
        return false;
    }

    // Avro's decoder throws IOExceptions as well when bytes are missing or malformed
    private static boolean isNetwork(Throwable failure) {
        String type = failure.getClass().getName();
        return type.startsWith("java.net.") || type.startsWith("javax.net.") || type.startsWith("java.nio.channels.");
    }
}
