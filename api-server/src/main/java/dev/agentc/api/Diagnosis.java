package dev.agentc.api;

import dev.agentc.api.cli.Commands;
import dev.agentc.api.cli.ExitCode;
import dev.agentc.api.cli.Streams;
import dev.agentc.api.health.DiagnosisJson;
import dev.agentc.api.health.DiagnosisText;
import dev.agentc.api.health.DiagnosisText.Style;
import dev.agentc.health.HealthConfig;
import dev.agentc.health.HealthReport;
import dev.agentc.health.RedisHealth;
import dev.agentc.health.RedisHealths;
import dev.agentc.redis.config.DaggerRedisComponent;
import dev.agentc.redis.config.RedisConnector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code check}: the server's own diagnosis of Redis, without a server. */
final class Diagnosis {

  private static final Duration PAUSE = Duration.ofMillis(500);

  /** A person waits longer than a probe, and a cold start is slower than a warm one. */
  private static final Duration SHORTEST_BUDGET = Duration.ofSeconds(3);

  private final RedisConnector connector;
  private final RedisHealth health;
  private final Streams streams;

  private Diagnosis(RedisConnector connector, HealthConfig config, Streams streams) {
    this.connector = connector;
    this.health = RedisHealths.create(connector, config);
    this.streams = streams;
  }

  static int run(ServerSettings all, Duration wait, Commands.Format format, Streams streams) {
    try (RedisConnector connector =
        DaggerRedisComponent.factory().create(all.redis()).connector()) {
      HealthReport report = new Diagnosis(connector, patient(all.health()), streams).look(wait);
      lines(report, format).forEach(streams.out()::println);
      return report.status().serving() ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private static List<String> lines(HealthReport report, Commands.Format format) {
    return switch (format) {
      case TEXT -> DiagnosisText.lines(report, Style.PLAIN);
      case COLOURED -> DiagnosisText.lines(report, Style.COLOUR);
      case JSON -> List.of(json(report));
    };
  }

  /** What {@code GET /debug/health/redis} answers. */
  private static String json(HealthReport report) {
    ByteBuffer bytes = JsonResponder.render(Reply.ok(out -> DiagnosisJson.report(out, report)));
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  private static HealthConfig patient(HealthConfig config) {
    Duration budget =
        config.budget().compareTo(SHORTEST_BUDGET) > 0 ? config.budget() : SHORTEST_BUDGET;
    return new HealthConfig(budget, Duration.ZERO, config.keyPrefix(), config.target());
  }

  /** Until Redis serves, or the time is over; always to the end of one look. */
  private HealthReport look(Duration wait) {
    long deadline = System.nanoTime() + wait.toNanos();
    connector.connect().toCompletableFuture().join();
    String told = "";
    while (true) {
      HealthReport report = health.check().toCompletableFuture().join();
      boolean last = deadline - System.nanoTime() < PAUSE.toNanos();
      if (report.status().serving()) {
        // The first look of a cold process measures its class loading, not Redis.
        return health.check().toCompletableFuture().join();
      }
      if (last) {
        return report;
      }
      String why = report.findings().isEmpty() ? "" : report.findings().get(0).message();
      if (!why.equals(told)) {
        streams.err().println("waiting for Redis: " + why);
        told = why;
      }
      if (!pause()) {
        return report;
      }
    }
  }

  private static boolean pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
