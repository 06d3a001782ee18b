package dev.agentc.repository;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * Times what repositories do, for a registry of the application's own. Names and tags are in {@code
 * docs/metrics.md}. Needs {@code io.micrometer:micrometer-core}, which this library does not bring;
 * whoever does not call this pays nothing.
 */
public final class RepositoryMetrics {

  private RepositoryMetrics() {}

  /**
   * The same repositories, each operation timed by its outcome. No command more; for each operation
   * two look-ups and one record, without a lock. Closing either closes both.
   */
  public static Repositories observe(Repositories repositories, MeterRegistry registry) {
    return new MeteredRepositories(repositories, registry);
  }
}
