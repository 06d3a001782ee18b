package dev.agentc.redis.config;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster's seeds, and as whom to connect to them and to all nodes that are learned from them.
 * Lettuce asks for the credentials on its event loops, and again just to print an address, and
 * waits for them: so they are always the ones at hand, and being asked has the password file read
 * again, for the next time. Looks at the cluster ask at least every thirty seconds. Thread-safe.
 */
final class ClusterSeeds {

  private static final Logger log = LoggerFactory.getLogger(ClusterSeeds.class);

  private final RedisConfig config;
  private final Topology.Cluster cluster;
  private final Executor background;
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile @Nullable RedisCredentials known;

  ClusterSeeds(RedisConfig config, Topology.Cluster cluster, Executor background) {
    this.config = config;
    this.cluster = cluster;
    this.background = background;
  }

  List<RedisURI> addresses() {
    LettuceSettings.Template template = LettuceSettings.template(config);
    return cluster.seeds().stream().map(seed -> address(template.at(seed))).toList();
  }

  private RedisURI address(RedisURI address) {
    if (config.passwordFile().isPresent()) {
      address.setCredentialsProvider(RedisCredentialsProvider.from(this::current));
    }
    return address;
  }

  /** Reads the password file, if there is one. Blocks; fails when it cannot be read. */
  void read() {
    known = LettuceSettings.credentials(config).orElse(null);
  }

  private RedisCredentials current() {
    RedisCredentials now = known;
    if (now == null) {
      throw new IllegalStateException("asked for before the password file was read");
    }
    if (reading.compareAndSet(false, true)) {
      try {
        background.execute(this::readAgain);
      } catch (RejectedExecutionException closed) {
        reading.set(false);
      }
    }
    return now;
  }

  private void readAgain() {
    try {
      read();
    } catch (RuntimeException unreadable) {
      log.warn("the password file cannot be read; going on with the password known", unreadable);
    } finally {
      reading.set(false);
    }
  }
}
