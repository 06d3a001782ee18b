package dev.agentc.redis.config;

import dev.agentc.redis.config.RedisObserver.Access;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** A connector whose operations are told to observers. */
final class ObservedConnector implements RedisConnector {

  private final RedisConnector connector;
  private final Observers observers;
  private final RedisProbe probe;

  ObservedConnector(RedisConnector connector, Observers observers) {
    this.connector = connector;
    this.observers = observers;
    this.probe = new Probe(connector.probe());
  }

  @Override
  public void observe(RedisObserver observer) {
    observers.add(observer);
  }

  @Override
  public <T> CompletionStage<T> required(RedisOperation<T> operation) {
    long begun = observers.begin();
    return observers.watchPlain(Access.REQUIRED, begun, connector.required(operation));
  }

  @Override
  public <T> CompletionStage<T> requiredWrite(RedisOperation<T> operation) {
    long begun = observers.begin();
    return observers.watchPlain(Access.REQUIRED, begun, connector.requiredWrite(operation));
  }

  @Override
  public <T> CompletionStage<Optional<T>> optional(RedisOperation<T> operation) {
    long begun = observers.begin();
    return observers.watchOptional(
        Access.OPTIONAL, begun, connector.optional(operation), connector);
  }

  @Override
  public <T> CompletionStage<T> stale(RedisOperation<T> operation, Predicate<T> accepted) {
    long begun = observers.begin();
    return observers.watchPlain(Access.REQUIRED, begun, connector.stale(operation, accepted));
  }

  @Override
  public boolean readsStale() {
    return connector.readsStale();
  }

  @Override
  public <T> CompletionStage<T> managed(String key, LeasedOperation<T> operation) {
    long begun = observers.begin();
    return observers.watchPlain(Access.MANAGED, begun, connector.managed(key, operation));
  }

  @Override
  public ConnectionStatus status() {
    return connector.status();
  }

  @Override
  public CompletionStage<ConnectionStatus> connect() {
    return connector.connect();
  }

  @Override
  public CompletionStage<ServerReport> validateConnection() {
    return connector.validateConnection();
  }

  @Override
  public RedisProbe probe() {
    return probe;
  }

  @Override
  public CompletionStage<Void> closeAsync() {
    return connector.closeAsync();
  }

  @Override
  public void close() {
    connector.close();
  }

  /** The connection for probes, told apart from the application's own use. */
  private final class Probe implements RedisProbe {

    private final RedisProbe access;

    Probe(RedisProbe access) {
      this.access = access;
    }

    @Override
    public List<Shard> shards() {
      return access.shards();
    }

    @Override
    public <T> CompletionStage<T> at(Shard shard, RedisOperation<T> operation) {
      long begun = observers.begin();
      return observers.watchPlain(Access.PROBE, begun, access.at(shard, operation));
    }

    @Override
    public <T> CompletionStage<T> required(RedisOperation<T> operation) {
      long begun = observers.begin();
      return observers.watchPlain(Access.PROBE, begun, access.required(operation));
    }

    @Override
    public <T> CompletionStage<T> requiredWrite(RedisOperation<T> operation) {
      long begun = observers.begin();
      return observers.watchPlain(Access.PROBE, begun, access.requiredWrite(operation));
    }

    @Override
    public <T> CompletionStage<Optional<T>> optional(RedisOperation<T> operation) {
      long begun = observers.begin();
      return observers.watchOptional(Access.PROBE, begun, access.optional(operation), access);
    }

    @Override
    public <T> CompletionStage<T> managed(String key, LeasedOperation<T> operation) {
      return ObservedConnector.this.managed(key, operation);
    }

    @Override
    public ConnectionStatus status() {
      return access.status();
    }
  }
}
