package dev.agentc.redis.config;

import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Looks whether a replica follows its primary, by {@code INFO replication}: one command a second.
 * One that has lost its primary answers with what it had, for as long as it lives.
 *
 * <p>Thread-safe. An ACL user that may not use INFO sees nothing, and takes every replica for one
 * that follows.
 */
final class ReplicaLag {

  static final Duration INTERVAL = Duration.ofSeconds(1);

  /** A primary sends something every ten seconds at least ({@code repl-ping-replica-period}). */
  private static final int LONGEST_SILENCE_SECONDS = 15;

  /** In a row: one look may come between the loss of the primary and the word of it. */
  private static final int LOOKS = 2;

  // Guarded by this.
  private int behind;
  private boolean asked;

  /** Whether the last looks, this one included, all found it behind. */
  CompletionStage<Boolean> look(StatefulRedisConnection<String, byte[]> replica) {
    synchronized (this) {
      if (asked) {
        // The last question has no answer yet.
        return CompletableFuture.completedFuture(noted(true));
      }
      asked = true;
    }
    return isBehind(replica)
        .thenApply(
            found -> {
              synchronized (this) {
                asked = false;
                return noted(found);
              }
            });
  }

  private synchronized boolean noted(boolean found) {
    behind = found ? behind + 1 : 0;
    return behind >= LOOKS;
  }

  /** Of a primary: no. Fails never. */
  static CompletionStage<Boolean> isBehind(StatefulRedisConnection<String, byte[]> node) {
    return node.async()
        .info("replication")
        .handle(
            (info, thrown) ->
                thrown == null
                    ? isBehind(info)
                    : !(FailureClassifier.ofCommand(thrown) instanceof RedisFailure.Forbidden));
  }

  static boolean isBehind(String info) {
    if (!value(info, "role").equals("slave")) {
      return false;
    }
    String silence = value(info, "master_last_io_seconds_ago");
    return !value(info, "master_link_status").equals("up")
        || (silence.matches("[0-9]{1,9}") && Integer.parseInt(silence) > LONGEST_SILENCE_SECONDS);
  }

  private static String value(String info, String name) {
    return info.lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElse("");
  }
}
