/**
 * A broker and a schema registry inside this JVM, so that nothing needs to be installed. Both keep their state in the
 * broker's data directory and speak the ordinary protocols: what works with them works with a real cluster.
 *
 * <p>Threads: the broker's own, and a small daemon pool of the registry's HTTP server. Closing stops all of them. No
 * native memory beyond the mapped index files of the broker's logs.
 */
@NullMarked
package dev.antibody.embedded;

import org.jspecify.annotations.NullMarked;
