package dev.agentc.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param rounds in which the cases take turns, so that what else the machine does hits all alike
 * @param operations of each case in a round
 * @param tripCalls how many calls over a slow link show the number of round trips
 * @param memoryItems how many sessions, and messages, a figure of bytes is the mean of
 */
record Scale(
    int rounds,
    int operations,
    int tripCalls,
    List<Integer> appendLengths,
    List<Integer> windowLengths,
    List<Integer> sessions,
    int memoryItems,
    List<Integer> callers,
    Duration load) {

  /** What docs/benchmarks.md shows: some minutes, two gigabytes. */
  static Scale full() {
    return new Scale(
        10,
        500,
        9,
        List.of(1, 1_000, 100_000),
        List.of(100, 1_000, 100_000),
        List.of(1_000, 100_000, 1_000_000),
        100_000,
        List.of(1, 10, 50, 200),
        Duration.ofSeconds(5));
  }

  /** The same in a minute, a tenth of the size. */
  static Scale quick() {
    return new Scale(
        5,
        200,
        5,
        List.of(1, 1_000, 10_000),
        List.of(100, 1_000, 10_000),
        List.of(1_000, 10_000, 100_000),
        10_000,
        List.of(1, 50),
        Duration.ofSeconds(2));
  }

  /** A fifth of the calls: for operations that are dearer than most. */
  Scale fewer() {
    return new Scale(
        rounds,
        Math.max(1, operations / 5),
        tripCalls,
        appendLengths,
        windowLengths,
        sessions,
        memoryItems,
        callers,
        load);
  }

  /** Only whether it runs. */
  static Scale smoke() {
    return new Scale(
        2,
        20,
        2,
        List.of(1, 200),
        List.of(100, 300),
        List.of(50, 400),
        200,
        List.of(2),
        Duration.ofMillis(200));
  }

  Scale withSessions(List<Integer> counts) {
    return new Scale(
        rounds,
        operations,
        tripCalls,
        appendLengths,
        windowLengths,
        counts,
        memoryItems,
        callers,
        load);
  }
}
