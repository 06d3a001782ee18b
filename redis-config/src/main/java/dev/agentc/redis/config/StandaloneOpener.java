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

  private final LettuceRuntime runtime;
  private final Supplier<CompletionStage<RedisURI>> address;

  StandaloneOpener(LettuceRuntime runtime, Supplier<CompletionStage<RedisURI>> address) {
    this.runtime = runtime;
    this.address = address;
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
    return address.get().thenCompose(found -> runtime.client().connectAsync(CODEC, found));
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
