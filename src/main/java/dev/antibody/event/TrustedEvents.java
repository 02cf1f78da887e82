package dev.antibody.event;

import dev.antibody.event.avro.Sample;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Lets Avro make instances of our own generated records. Since 1.12.2 Avro refuses every class that it was not told to
 * trust, as a schema from elsewhere names the class to be loaded.
 */
final class TrustedEvents {

    private static final String EVENTS = Sample.class.getPackageName();

    private static boolean installed;

    private TrustedEvents() {}

    /** Adds the package of the generated records, and nothing else, to what this JVM trusts already. */
    static synchronized void install() {
        if (!installed) {
            ClassSecurityValidator.setGlobal(
                    ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), TrustedEvents::isEvent));
            installed = true;
        }
    }

    private static boolean isEvent(Class<?> type) {
        return type.getPackageName().equals(EVENTS);
    }
}
