/**
 * Commands that talk to a running node or cluster: jobs, ingest, checkpoints. Each opens its Kafka clients, works on its
 * command's thread and closes them. {@code job calibrate} and {@code checkpoint verify --adapter} need no node. A command
 * that loads a model owns it: {@code job calibrate}, and {@code job create} with probes or an adapter.
 */
@NullMarked
package dev.antibody.app.stream;

import org.jspecify.annotations.NullMarked;
