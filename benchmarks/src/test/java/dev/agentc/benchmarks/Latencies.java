package dev.agentc.benchmarks;

import java.util.Arrays;

/** Times of single operations, all of them kept. Not thread-safe. */
final class Latencies {

  private long[] nanos = new long[1_024];
  private int size;

  void add(long time) {
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * size);
    }
    nanos[size++] = time;
  }

  void addAll(Latencies other) {
    for (int i = 0; i < other.size; i++) {
      add(other.nanos[i]);
    }
  }

  int count() {
    return size;
  }

  /** The time that this share of the operations did not exceed. */
  double micros(double share) {
    long[] sorted = Arrays.copyOf(nanos, size);
    Arrays.sort(sorted);
    int index = (int) Math.ceil(share * size) - 1;
    return sorted[Math.max(0, index)] / 1_000.0;
  }
}
