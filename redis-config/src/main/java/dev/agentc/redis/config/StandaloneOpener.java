package dev.agentc.redis.config;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Connections to a single Redis, or to the primary that Sentinel names at that moment. The address
 * is made anew for each attempt, so that a password file, a certificate or a primary that changed
 * is noticed.
 */
final class StandaloneOpener implements ConnectionOpener {

  /** Keys are text, values are bytes. */
  static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

  /** What the server at the address has to be. */
  enum Expected {
    /** Whatever is there: a name that an operator gave may well lead to a replica. */
    ANY,
    /** Where it is not, the address is old, and another look is due. */
    PRIMARY
  }

  private final LettuceRuntime runtime;
  private final Supplier<CompletionStage<RedisURI>> address;
  private final Expected expected;

  StandaloneOpener(
      LettuceRuntime runtime, Supplier<CompletionStage<RedisURI>> address, Expected expected) {
    this.runtime = runtime;
    this.address = address;
    this.expected = expected;
  }

  @Override
  public CompletionStage<Link> open(Consumer<Link> lost) {
    return connect().thenApply(connection -> watched(connection, lost));
  }

  static Link watched(StatefulRedisConnection<String, byte[]> connection, Consumer<Link> lost) {
    return SingleLink.watched(connection, lost);
  }

  @Override
  public CompletionStage<LeasedConnection> openLeased() {
    return connect().thenApply(LeasedConnection.Single::new);
  }

  private CompletionStage<StatefulRedisConnection<String, byte[]>> connect() {
    CompletionStage<StatefulRedisConnection<String, byte[]>> made =
        address.get().thenCompose(found -> runtime.client().connectAsync(CODEC, found));
    return expected == Expected.ANY ? made : made.thenCompose(StandaloneOpener::primaryOnly);
  }

  /**
   * HELLO says the role to every ACL user. A replica would refuse writes, but not a repeated one
   * that finds itself done, nor a read.
   */
  private static CompletionStage<StatefulRedisConnection<String, byte[]>> primaryOnly(
      StatefulRedisConnection<String, byte[]> connection) {
    return ServerReports.hello(connection.async())
        .thenApply(
            hello -> {
              if (!"master".equals(hello.getOrDefault("role", "master"))) {
                throw new RedisFailure.Unavailable(
                    "cannot connect to Redis: the server that was the primary is a replica now",
                    RedisFailure.Outcome.NOT_EXECUTED,
                    null);
              }
              return connection;
            })
        .whenComplete(
            (primary, thrown) -> {
              if (thrown != null) {
                var unused = connection.closeAsync();
              }
            });
  }

  @Override
  public CompletionStage<Void> shutdown() {
    return runtime.shutdown();
  }

  /** One connection to one server. */
  private static final class SingleLink implements Link, RedisConnectionStateListener {

    private final StatefulRedisConnection<String, byte[]> connection;
    private final Consumer<Link> lost;
    private final AtomicBoolean ended = new AtomicBoolean();

    private SingleLink(StatefulRedisConnection<String, byte[]> connection, Consumer<Link> lost) {
      this.connection = connection;
      this.lost = lost;
    }

    static Link watched(StatefulRedisConnection<String, byte[]> connection, Consumer<Link> lost) {
      SingleLink link = new SingleLink(connection, lost);
      connection.addListener(link);
      return link;
    }

    @Override
    public RedisClusterAsyncCommands<String, byte[]> commands() {
      return connection.async();
    }

    @Override
    public boolean isOpen() {
      return !ended.get() && connection.isOpen();
    }

    @Override
    public CompletionStage<Void> closeAsync() {
      ended.set(true);
      return connection.closeAsync();
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> which) {
      if (ended.compareAndSet(false, true)) {
        lost.accept(this);
        // Lettuce never opens it again; this frees what it still holds.
        var unused = connection.closeAsync();
      }
    }
  }
}
