package dev.agentc.api;

import dev.agentc.redis.config.RedisMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Times requests by route template, method and status. Never by path, so the number of timers is
 * bounded by the endpoints and the statuses that they answer with. No lock on the request's path.
 */
final class HttpMetrics implements RequestListener {

  private static final int LOWEST_STATUS = 100;
  private static final int STATUSES = 500;
  private static final String NO_ROUTE = "none";

  private final MeterRegistry registry;
  private final Map<Endpoint, AtomicReferenceArray<@Nullable Timer>> timers =
      new ConcurrentHashMap<>();
  private final AtomicReferenceArray<@Nullable Timer> unmatched =
      new AtomicReferenceArray<>(STATUSES);

  HttpMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void ended(@Nullable Endpoint endpoint, int status, long nanos) {
    int index = Math.min(Math.max(status - LOWEST_STATUS, 0), STATUSES - 1);
    AtomicReferenceArray<@Nullable Timer> statuses = endpoint == null ? unmatched : of(endpoint);
    Timer timer = statuses.get(index);
    if (timer == null) {
      // Two at once get the same one from the registry.
      timer = register(endpoint, status);
      statuses.set(index, timer);
    }
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  private AtomicReferenceArray<@Nullable Timer> of(Endpoint endpoint) {
    AtomicReferenceArray<@Nullable Timer> known = timers.get(endpoint);
    return known != null
        ? known
        : timers.computeIfAbsent(endpoint, each -> new AtomicReferenceArray<>(STATUSES));
  }

  private Timer register(@Nullable Endpoint endpoint, int status) {
    return Timer.builder("agentc.http.request")
        .description("From the first byte of a request to the last of its reply")
        .tag("route", endpoint == null ? NO_ROUTE : endpoint.path())
        .tag("method", endpoint == null ? NO_ROUTE : endpoint.method().name())
        .tag("status", Integer.toString(status))
        .serviceLevelObjectives(RedisMetrics.buckets())
        .register(registry);
  }
}
