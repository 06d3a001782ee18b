package dev.agentc.health;

import dev.agentc.redis.config.ConnectionStatus;
import dev.agentc.redis.config.ConnectionStatus.State;
import dev.agentc.redis.config.RedisProbe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Does this process get connections and replies? No command. */
final class ConnectionPoolCheck implements Check {

  private static final double NEARLY_FULL = 0.8;
  private static final long MANY_RECONNECTS = 3;

  private final Supplier<ConnectionStatus> shared;
  private final LookMemory memory;

  ConnectionPoolCheck(Supplier<ConnectionStatus> shared, LookMemory memory) {
    this.shared = shared;
    this.memory = memory;
  }

  @Override
  public CheckName name() {
    return CheckName.CONNECTION_POOL;
  }

  @Override
  public CompletionStage<Void> begin(RedisProbe probes) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public boolean answered() {
    return true;
  }

  @Override
  public Seen conclude() {
    ConnectionStatus status = shared.get();
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("max_connections", status.maxConnections());
    details.put("in_use_connections", status.inUse());
    details.put("available_connections", Math.max(0, status.maxConnections() - status.inUse()));
    details.put("waiting", status.waitingForLease());
    details.put("commands_in_flight", status.commandsInFlight());
    details.put("command_queue_limit", status.commandQueueLimit());
    details.put("reconnects", status.reconnects());
    details.put(
        "last_success_age_ms",
        status.sinceLastSuccess().map(age -> Math.round(Numbers.millis(age))).orElse(null));
    return new Seen(details, findings(status), true);
  }

  private List<Finding> findings(ConnectionStatus status) {
    List<Finding> findings = new ArrayList<>();
    if (status.state() == State.CLOSED) {
      findings.add(Finding.of(FindingCode.CLOSED));
    } else if (status.state() == State.CONNECTING) {
      findings.add(
          status.lastFailure().map(Failures::finding).orElse(Finding.of(FindingCode.UNREACHABLE)));
    }
    if (status.commandsInFlight() >= status.commandQueueLimit()) {
      findings.add(Finding.of(FindingCode.OVERLOADED));
    } else if (status.commandsInFlight() >= status.commandQueueLimit() * NEARLY_FULL) {
      findings.add(Finding.of(FindingCode.QUEUE_FILLING));
    }
    if (status.waitingForLease() > 0) {
      findings.add(Finding.of(FindingCode.POOL_EXHAUSTED));
    }
    if (memory.reconnectsSince(status.reconnects()) >= MANY_RECONNECTS) {
      findings.add(Finding.of(FindingCode.CONNECTION_UNSTABLE));
    }
    return findings;
  }
}
