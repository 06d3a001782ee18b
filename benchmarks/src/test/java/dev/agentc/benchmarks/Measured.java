package dev.agentc.benchmarks;

import dev.agentc.repository.Repositories;
import java.util.ArrayList;
import java.util.List;

/** What a case took: the time of each call, and what Redis did for all of them. */
final class Measured {

  private final Latencies latencies = new Latencies();
  private Usage usage = Usage.NONE;

  /** In rounds, the cases taking turns; one round before does not count. In their order. */
  static List<Measured> all(Scale scale, List<Case> cases) {
    List<Measured> results = new ArrayList<>();
    for (Case each : cases) {
      new Measured().round(each, scale.operations());
      results.add(new Measured());
    }
    for (int round = 0; round < scale.rounds(); round++) {
      for (int i = 0; i < cases.size(); i++) {
        results.get(i).round(cases.get(i), scale.operations());
      }
    }
    return results;
  }

  private void round(Case measured, int operations) {
    measured.redis().settle();
    Repositories repositories = measured.redis().repositories(measured.shards());
    Usage before = Usage.of(measured.redis().server);
    for (int n = 0; n < operations; n++) {
      long start = System.nanoTime();
      Calls.await(measured.operation().apply(repositories));
      latencies.add(System.nanoTime() - start);
    }
    // Index updates that nobody waits for belong to the price.
    measured.redis().settle();
    usage = usage.plus(Usage.of(measured.redis().server).minus(before));
  }

  double median() {
    return latencies.micros(0.5);
  }

  double p99() {
    return latencies.micros(0.99);
  }

  double cpuMicros() {
    return usage.cpuMicros() / latencies.count();
  }

  double scripts() {
    return each(usage.scripts());
  }

  double commands() {
    return each(usage.commands());
  }

  double bytesIn() {
    return each(usage.bytesIn());
  }

  double bytesOut() {
    return each(usage.bytesOut());
  }

  private double each(long sum) {
    return (double) sum / latencies.count();
  }
}
