/**
 * What a fine-tuned model is judged by: the harmful score, the fine-tuning accuracy and refusals of ordinary requests,
 * each from greedy generation; how far a judge agrees with people; and which score separates which task's probes. The
 * calling thread generates; native memory stays inside the model's calls.
 */
@NullMarked
package dev.antibody.evaluation;

import org.jspecify.annotations.NullMarked;
