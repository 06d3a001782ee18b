package dev.agentc.redis.testing;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class (static field) or each test (instance field) a Redis of its own:
 *
 * <pre>{@code
 * @RegisterExtension static final RedisExtension redis = RedisExtension.create();
 * }</pre>
 *
 * The port is known from the start, so that {@link #settings()} may be used in field initialisers.
 * Of a shared server, {@link #reset()} in a {@code @BeforeEach} undoes what the test before did.
 */
public final class RedisExtension extends RedisControl
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private int classes;

  private RedisExtension(RedisOptions options) {
    super(options);
  }

  /** A server with the default options. */
  public static RedisExtension create() {
    return builder().build();
  }

  /** Options first. */
  public static RedisBuilder<RedisExtension> builder() {
    return new RedisBuilder<>(RedisExtension::new);
  }

  /** Called by JUnit for a static field, once more for every nested class. */
  @Override
  public void beforeAll(ExtensionContext context) {
    if (classes++ == 0) {
      open();
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (classes == 0) {
      open();
    }
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
}
