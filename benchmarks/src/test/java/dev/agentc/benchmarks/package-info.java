/**
 * What the libraries and the server cost, in counts that Redis itself keeps and in times on the
 * machine at hand. {@code ./bench} runs it; {@code docs/benchmarks.md} holds the last results.
 */
@NullMarked
package dev.agentc.benchmarks;

import org.jspecify.annotations.NullMarked;
