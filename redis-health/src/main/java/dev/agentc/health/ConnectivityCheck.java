package dev.agentc.health;

import dev.agentc.redis.config.ConnectionStatus.State;
import dev.agentc.redis.config.RedisAccess;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Is there a connection that carries commands, and as whom? Two commands, one round trip. */
final class ConnectivityCheck implements Check {

  private final RedisConnector connector;
  private final RedisTarget target;
  private final Attempt<String> ping;
  private final Attempt<String> whoAmI;

  ConnectivityCheck(
      RedisConnector connector,
      RedisTarget target,
      RedisProbeCommands commands,
      LongSupplier nanos) {
    this.connector = connector;
    this.target = target;
    this.ping = new Attempt<>(commands.ping(), nanos);
    this.whoAmI = new Attempt<>(commands.whoAmI(), nanos);
  }

  @Override
  public CheckName name() {
    return CheckName.CONNECTIVITY;
  }

  @Override
  public CompletionStage<Void> begin(RedisAccess probe) {
    return CompletableFuture.allOf(
        ping.send(probe).toCompletableFuture(), whoAmI.send(probe).toCompletableFuture());
  }

  boolean connected() {
    return ping.replied();
  }

  @Override
  public Seen conclude() {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("host", target.host());
    details.put("port", target.port());
    details.put("db", target.database());
    details.put("topology", target.topology());
    details.put("connected", connected());
    details.put("response_time_ms", Numbers.millisOrNull(ping.latency()));
    details.put("tls", target.tls());
    details.put("authenticated_as", whoAmI.value().orElse(null));
    return new Seen(details, findings(), connected());
  }

  private List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    refusal().ifPresent(findings::add);
    if (findings.isEmpty() && connector.status().state() == State.CONNECTING) {
      findings.add(Finding.of(FindingCode.RECONNECTING));
    }
    if (whoAmI.forbidden()) {
      findings.add(Finding.of(FindingCode.WHOAMI_FORBIDDEN));
    }
    return findings;
  }

  /** PING is refused for want of a permission, or of a place to save to: it is connected. */
  private Optional<Finding> refusal() {
    boolean connected =
        ping.failure()
            .filter(
                failure ->
                    failure instanceof RedisFailure.PersistenceFailed
                        || failure instanceof RedisFailure.Forbidden)
            .isPresent();
    return connected ? Optional.empty() : ping.finding();
  }
}
