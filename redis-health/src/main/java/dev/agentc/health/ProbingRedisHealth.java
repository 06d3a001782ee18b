package dev.agentc.health;

import dev.agentc.redis.config.ConnectionStatus;
import dev.agentc.redis.config.ConnectionStatus.State;
import dev.agentc.redis.config.RedisConnector;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks through the connector's probe connection; one flight for the short look, one for all. */
final class ProbingRedisHealth implements RedisHealth {

  private static final Logger log = LoggerFactory.getLogger(ProbingRedisHealth.class);

  private final RedisConnector connector;
  private final HealthConfig config;
  private final RedisProbeCommands commands;
  private final Clock clock;
  private final LongSupplier nanos;
  private final WarmUp warmUp;
  private final AtomicReference<@Nullable Duration> stall = new AtomicReference<>();
  private final LookMemory memory = new LookMemory();
  private final ReportListeners listeners = new ReportListeners();
  private final SingleFlight<ServiceHealth> quick;
  private final SingleFlight<HealthReport> full;

  /** The latest short look; there is one at a time. */
  private volatile Connections lookedThrough = new Connections(false, 0);

  ProbingRedisHealth(
      RedisConnector connector,
      HealthConfig config,
      RedisProbeCommands commands,
      Clock clock,
      LongSupplier nanos) {
    this.connector = connector;
    this.config = config;
    this.commands = commands;
    this.clock = clock;
    this.nanos = nanos;
    // The answer still has a way to go, through an HTTP server for one.
    Duration deadline = config.budget().multipliedBy(4).dividedBy(5);
    // Before the deadline, so that for want of a connection the commands say why there is none.
    this.warmUp = new WarmUp(connector, commands, deadline.multipliedBy(3).dividedBy(4), nanos);
    this.quick =
        new SingleFlight<>(
            this::quickLook,
            this::fault,
            this::stillHolds,
            stall::set,
            deadline,
            config.cache(),
            nanos);
    this.full =
        new SingleFlight<>(
            this::fullLook,
            this::faultOfAll,
            answer -> true,
            stall::set,
            deadline,
            config.cache(),
            nanos);
  }

  @Override
  public CompletionStage<ServiceHealth> ready() {
    return quick.answer();
  }

  @Override
  public CompletionStage<HealthReport> check() {
    return full.answer();
  }

  @Override
  public void onReport(Consumer<HealthReport> listener) {
    listeners.add(listener);
  }

  private Look<ServiceHealth> quickLook() {
    lookedThrough = Connections.of(connector);
    return new QuickLook(connector, config, commands, warmUp, clock.instant(), nanos);
  }

  private Look<HealthReport> fullLook() {
    List<Check> checks =
        List.of(
            new PerformanceCheck(commands, nanos, Optional.ofNullable(stall.getAndSet(null))),
            new ConnectivityCheck(connector, config.target(), commands, nanos),
            new ServerInfoCheck(connector, commands, memory, nanos),
            new ConnectionPoolCheck(connector::status, memory),
            new OperationalCheck(commands, nanos));
    return new FullLook(
        connector, config.target(), warmUp, checks, memory, listeners, clock.instant(), nanos);
  }

  /** Good news ends with the connection, bad news when there is a new one; not with the cache. */
  private boolean stillHolds(ServiceHealth answer) {
    return answer.status().serving()
        ? connector.status().state() == State.CONNECTED
        : !Connections.of(connector).restoredSince(lookedThrough);
  }

  /**
   * What a look had to go through.
   *
   * @param made how many were made again so far
   */
  private record Connections(boolean connected, long made) {

    static Connections of(RedisConnector connector) {
      ConnectionStatus shared = connector.status();
      ConnectionStatus probe = connector.probe().status();
      return new Connections(
          shared.connected() && probe.connected(), shared.reconnects() + probe.reconnects());
    }

    boolean restoredSince(Connections before) {
      return connected && !equals(before);
    }
  }

  private HealthReport faultOfAll(Throwable mistake) {
    log.error("A diagnosis failed by itself", mistake);
    Finding finding = Finding.of(FindingCode.CHECK_FAILED);
    Map<CheckName, CheckResult> checks = new EnumMap<>(CheckName.class);
    for (CheckName name : CheckName.values()) {
      checks.put(
          name,
          new CheckResult(
              name,
              HealthStatus.ERROR,
              Map.of(),
              Optional.of(finding.message()),
              Duration.ZERO,
              List.of(finding)));
    }
    HealthReport report =
        new HealthReport(
            HealthStatus.ERROR,
            clock.instant(),
            Duration.ZERO,
            config.target().topology(),
            checks,
            Map.of());
    listeners.tell(report);
    return report;
  }

  private ServiceHealth fault(Throwable mistake) {
    log.error("A health check failed by itself", mistake);
    return new ServiceHealth(
        HealthStatus.ERROR,
        clock.instant(),
        false,
        config.target().host(),
        config.target().port(),
        Optional.empty(),
        List.of(Finding.of(FindingCode.CHECK_FAILED)));
  }
}
