package dev.antibody.checkpoint;

/** Keys of the records in the checkpoint topics. A job's name has no slash. */
final class CheckpointKeys {

    private CheckpointKeys() {}

    static String manifest(String job, long version) {
        return job + "/" + version;
    }

    static String live(String job) {
        return job + "/live";
    }

    static String chunk(String job, long version, int chunk) {
        return job + "/" + version + "/" + chunk;
    }
}
