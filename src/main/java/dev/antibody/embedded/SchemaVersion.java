package dev.antibody.embedded;

/**
 * One version of a subject, as the API shows it and as the log keeps it.
 *
 * @param version from 1 within its subject
 * @param id of the schema, the same for equal schemas of different subjects
 * @param schema canonical text
 */
record SchemaVersion(String subject, int version, int id, String schema) {}
