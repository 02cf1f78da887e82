package dev.antibody.embedded;

/** A request that the registry refuses, in the form of Confluent's API: an HTTP status, a code of its own, a message. */
final class RegistryException extends RuntimeException {

    private final int status;
    private final int code;

    private RegistryException(int status, int code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    int code() {
        return code;
    }

    static RegistryException subjectNotFound(String subject) {
        return new RegistryException(404, 40401, "Subject '" + subject + "' not found.");
    }

    static RegistryException versionNotFound(String version) {
        return new RegistryException(404, 40402, "Version " + version + " not found.");
    }

    static RegistryException schemaNotFound(String schema) {
        return new RegistryException(404, 40403, "Schema " + schema + " not found");
    }

    static RegistryException incompatible(String subject, String differences) {
        return new RegistryException(
                409,
                409,
                "Schema being registered is incompatible with an earlier schema for subject \"" + subject
                        + "\", details: " + differences);
    }

    static RegistryException invalidSchema(String problem) {
        return new RegistryException(422, 42201, "Invalid schema: " + problem);
    }

    static RegistryException invalidVersion(String version) {
        return new RegistryException(422, 42202, "The specified version '" + version + "' is not a valid version id.");
    }

    static RegistryException invalidCompatibility(String level) {
        return new RegistryException(422, 42203, "Invalid compatibility level: " + level);
    }

    static RegistryException invalidRequest(String problem) {
        return new RegistryException(422, 422, problem);
    }

    static RegistryException storeUnavailable() {
        return new RegistryException(500, 50001, "Error in the backend data store");
    }
}
