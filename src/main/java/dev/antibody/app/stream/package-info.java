/**
 * Commands that talk to a running node or cluster: jobs, ingest, checkpoints. Each opens its Kafka clients, works on its
 * command's thread and closes them. {@code job calibrate} alone needs no node: it owns the model that it loads.
 */
@NullMarked
package dev.antibody.app.stream;

import org.jspecify.annotations.NullMarked;
