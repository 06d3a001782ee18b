package dev.agentc.redis.testing;

import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class (static field) or each test (instance field) a group of servers of its own:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TopologyExtension<RedisCluster> redis = TopologyExtension.of(RedisCluster.builder());
 * }</pre>
 *
 * The group starts when it is first asked for.
 */
public final class TopologyExtension<T extends RedisGroup>
    implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private final RedisBuilder<T> builder;
  private Optional<T> group = Optional.empty();
  private int classes;

  private TopologyExtension(RedisBuilder<T> builder) {
    this.builder = builder;
  }

  /** A group with these options. */
  public static <T extends RedisGroup> TopologyExtension<T> of(RedisBuilder<T> builder) {
    return new TopologyExtension<>(builder);
  }

  /** The group, running. */
  public synchronized T get() {
    if (group.isEmpty()) {
      group = Optional.of(builder.build());
    }
    return group.get();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    classes++;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (classes == 0) {
      release();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (--classes == 0) {
      release();
    }
  }

  private synchronized void release() {
    group.ifPresent(RedisGroup::close);
    group = Optional.empty();
  }
}
