/**
 * A node: the roles that one process runs, started in the order in which they need one another and stopped in the
 * reverse one. The roles own their threads and native memory; a node owns the roles and the loaded model.
 */
@NullMarked
package dev.antibody.app.node;

import org.jspecify.annotations.NullMarked;
