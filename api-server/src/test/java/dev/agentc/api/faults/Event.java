package dev.agentc.api.faults;

import java.time.Duration;

/**
 * One request and its end.
 *
 * @param writer who made it
 * @param sequence of all requests of that writer, from 1
 * @param start on the clock of {@code System.nanoTime}
 * @param end on the same clock
 */
record Event(String writer, long sequence, Op op, long start, long end, Outcome outcome) {

  Duration took() {
    return Duration.ofNanos(end - start);
  }

  /** Of the names that {@link Workload} gives. */
  boolean overHttp() {
    return writer.contains("-http-");
  }

  boolean done() {
    return outcome instanceof Outcome.Done;
  }

  @Override
  public String toString() {
    return writer
        + "#"
        + sequence
        + " "
        + op
        + " -> "
        + outcome
        + " in "
        + took().toMillis()
        + " ms";
  }
}
