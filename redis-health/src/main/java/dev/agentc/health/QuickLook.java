package dev.agentc.health;

import dev.agentc.redis.config.ConnectionStatus.State;
import dev.agentc.redis.config.RedisAccess;
import dev.agentc.redis.config.RedisConnector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * Can keys be read and written? PING alone says nothing of either: it answers PONG without memory,
 * on a replica and without replicas, and an error while keys can still be read.
 */
final class QuickLook implements Look<ServiceHealth> {

  private final RedisConnector connector;
  private final HealthConfig config;
  private final WarmUp warmUp;
  private final Instant startedAt;
  private final Attempt<String> ping;
  private final Attempt<String> get;
  private final Attempt<String> set;

  QuickLook(
      RedisConnector connector,
      HealthConfig config,
      RedisProbeCommands commands,
      WarmUp warmUp,
      Instant startedAt,
      LongSupplier nanos) {
    this.connector = connector;
    this.config = config;
    this.warmUp = warmUp;
    this.startedAt = startedAt;
    this.ping = new Attempt<>(commands.ping(), nanos);
    this.get = new Attempt<>(commands.get("ready"), nanos);
    this.set = new Attempt<>(commands.set("ready"), nanos);
  }

  @Override
  public CompletionStage<Void> begin() {
    return warmUp.ready().thenCompose(settled -> send(connector.probe()));
  }

  private CompletionStage<Void> send(RedisAccess probe) {
    return CompletableFuture.allOf(
        ping.send(probe).toCompletableFuture(),
        get.send(probe).toCompletableFuture(),
        set.sendAsWrite(probe).toCompletableFuture());
  }

  @Override
  public boolean answered() {
    return ping.replied() || get.replied();
  }

  @Override
  public ServiceHealth conclude() {
    List<Finding> findings = new ArrayList<>(KeyAccess.findings(get, set));
    if (findings.isEmpty() && connector.status().state() == State.CONNECTING) {
      findings.add(Finding.of(FindingCode.RECONNECTING));
    }
    return new ServiceHealth(
        FindingCode.statusOf(findings),
        startedAt,
        answered(),
        config.target().host(),
        config.target().port(),
        ping.latency().or(get::latency),
        FindingCode.mostSevereFirst(findings));
  }
}
