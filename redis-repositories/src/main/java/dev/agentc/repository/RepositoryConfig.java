package dev.agentc.repository;

import dev.agentc.redis.config.Settings;
import java.time.Duration;

/**
 * What the repositories can be told.
 *
 * @param keyPrefix before every key, {@code REDIS_KEY_PREFIX}
 * @param sessionTtl how long a session lives that nobody uses, 1 minute to 365 days
 * @param cleanupInterval between two passes of the index hygiene
 * @param cleanupBatchSize most entries that one command of the hygiene removes
 * @param indexShards of the global session index, 1 to 1024; fixed for an installation
 * @param chatMaxMessages most messages, and most tool calls, of one session
 * @param chatPageBytes a page of messages or tool calls ends early rather than hold more bytes of
 *     bodies than this; one entry always fits
 * @param idempotencyTtl how long the first result of a create is kept for repetitions
 * @param enabled false: the application answers without sessions ({@code USE_REDIS_SESSIONS})
 */
public record RepositoryConfig(
    String keyPrefix,
    Duration sessionTtl,
    Duration cleanupInterval,
    int cleanupBatchSize,
    int indexShards,
    int chatMaxMessages,
    ChatOverflow chatOverflow,
    int chatPageBytes,
    Duration idempotencyTtl,
    boolean enabled) {

  public static final int DEFAULT_CHAT_PAGE_BYTES = 4 * 1024 * 1024;

  private static final Duration MIN_TTL = Duration.ofSeconds(60);
  private static final Duration YEAR = Duration.ofDays(365);

  public RepositoryConfig {
    requireBetween("sessionTtl", sessionTtl, MIN_TTL, YEAR);
    requireBetween("cleanupInterval", cleanupInterval, Duration.ofMillis(1), YEAR);
    requireBetween("idempotencyTtl", idempotencyTtl, Duration.ofSeconds(1), YEAR);
    requireBetween("cleanupBatchSize", cleanupBatchSize, 1, 5_000);
    requireBetween("indexShards", indexShards, 1, 1024);
    requireBetween("chatMaxMessages", chatMaxMessages, 1, Integer.MAX_VALUE);
    requireBetween("chatPageBytes", chatPageBytes, 1, Integer.MAX_VALUE);
  }

  /** The same, with pages of at most so many bytes: for those who know what their heap bears. */
  public RepositoryConfig withChatPageBytes(int bytes) {
    return new RepositoryConfig(
        keyPrefix,
        sessionTtl,
        cleanupInterval,
        cleanupBatchSize,
        indexShards,
        chatMaxMessages,
        chatOverflow,
        bytes,
        idempotencyTtl,
        enabled);
  }

  /**
   * Reads {@code SESSION_...}, {@code CHAT_...}, {@code IDEMPOTENCY_TTL} and more; the caller
   * finishes.
   */
  public static RepositoryConfig from(Settings settings, String keyPrefix) {
    Builder defaults = builder();
    return builder()
        .keyPrefix(keyPrefix)
        .sessionTtl(settings.seconds("SESSION_TTL", defaults.sessionTtl, MIN_TTL, YEAR))
        .cleanupInterval(
            settings.seconds(
                "SESSION_CLEANUP_INTERVAL", defaults.cleanupInterval, Duration.ofSeconds(1), YEAR))
        .cleanupBatchSize(
            settings.integer("SESSION_CLEANUP_BATCH_SIZE", defaults.cleanupBatchSize, 1, 5_000))
        .indexShards(settings.integer("SESSION_INDEX_SHARDS", defaults.indexShards, 1, 1024))
        .chatMaxMessages(
            settings.integer("CHAT_MAX_MESSAGES", defaults.chatMaxMessages, 1, Integer.MAX_VALUE))
        .chatOverflow(settings.choice("CHAT_OVERFLOW", defaults.chatOverflow))
        .idempotencyTtl(
            settings.seconds(
                "IDEMPOTENCY_TTL", defaults.idempotencyTtl, Duration.ofSeconds(1), YEAR))
        .enabled(settings.flag("USE_REDIS_SESSIONS", defaults.enabled))
        .build();
  }

  public static Builder builder() {
    return new Builder();
  }

  private static void requireBetween(String name, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          name + " must be between " + min + " and " + max + ": was " + value);
    }
  }

  private static void requireBetween(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " must be between " + min + " and " + max + ": was " + value);
    }
  }

  /** Starts with the documented defaults. */
  public static final class Builder {
    private String keyPrefix = "agentc";
    private Duration sessionTtl = Duration.ofDays(1);
    private Duration cleanupInterval = Duration.ofHours(1);
    private int cleanupBatchSize = 100;
    private int indexShards = 1;
    private int chatMaxMessages = 10_000;
    private ChatOverflow chatOverflow = ChatOverflow.REJECT;
    private int chatPageBytes = DEFAULT_CHAT_PAGE_BYTES;
    private Duration idempotencyTtl = Duration.ofDays(1);
    private boolean enabled = true;

    private Builder() {}

    public Builder keyPrefix(String prefix) {
      this.keyPrefix = prefix;
      return this;
    }

    public Builder sessionTtl(Duration ttl) {
      this.sessionTtl = ttl;
      return this;
    }

    public Builder cleanupInterval(Duration interval) {
      this.cleanupInterval = interval;
      return this;
    }

    public Builder cleanupBatchSize(int entries) {
      this.cleanupBatchSize = entries;
      return this;
    }

    public Builder indexShards(int shards) {
      this.indexShards = shards;
      return this;
    }

    public Builder chatMaxMessages(int messages) {
      this.chatMaxMessages = messages;
      return this;
    }

    public Builder chatOverflow(ChatOverflow overflow) {
      this.chatOverflow = overflow;
      return this;
    }

    public Builder chatPageBytes(int bytes) {
      this.chatPageBytes = bytes;
      return this;
    }

    public Builder idempotencyTtl(Duration ttl) {
      this.idempotencyTtl = ttl;
      return this;
    }

    public Builder enabled(boolean enabled) {
      this.enabled = enabled;
      return this;
    }

    public RepositoryConfig build() {
      return new RepositoryConfig(
          keyPrefix,
          sessionTtl,
          cleanupInterval,
          cleanupBatchSize,
          indexShards,
          chatMaxMessages,
          chatOverflow,
          chatPageBytes,
          idempotencyTtl,
          enabled);
    }
  }
}
