/**
 * What flows through Kafka: generated Avro records, their serializers, topic names and headers, and the topics'
 * declarations. No state, no threads.
 */
@NullMarked
package dev.antibody.event;

import org.jspecify.annotations.NullMarked;
