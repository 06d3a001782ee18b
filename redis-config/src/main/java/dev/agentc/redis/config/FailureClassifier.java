package dev.agentc.redis.config;

import dev.agentc.redis.config.RedisFailure.Outcome;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.PartitionException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The one table from what Lettuce throws to a {@link RedisFailure}. Lettuce has types for a few
 * error replies only, so replies are told apart by their first word; a full queue and a closed
 * connection it reports by text alone.
 */
final class FailureClassifier {

  /**
   * What Redis 6.2 puts before an error that ended a script; from 7.0 on the error's own first word
   * comes first.
   */
  private static final Pattern SCRIPT_ENDED =
      Pattern.compile(
          "^ERR Error running script \\(call to f_\\p{XDigit}+\\): @user_script:\\d+: "
              + "(?:@user_script: \\d+: )?-?");

  private FailureClassifier() {}

  /** What a command that failed means; anything that is not Redis's comes back as it is. */
  static Throwable ofCommand(Throwable thrown) {
    Throwable failure = unwrap(thrown);
    if (failure instanceof RedisFailure) {
      return failure;
    }
    if (failure instanceof RedisCommandTimeoutException) {
      return new RedisFailure.TimedOut("no reply within the command timeout", failure);
    }
    if (failure instanceof RedisCommandExecutionException) {
      return ofReply(failure);
    }
    if (failure instanceof CancellationException || failure instanceof IOException) {
      return lost(failure);
    }
    if (failure instanceof PartitionException) {
      return new RedisFailure.ClusterDown("no node of the cluster serves this slot", failure);
    }
    if (failure instanceof RedisException) {
      return ofText(failure);
    }
    return failure;
  }

  /** Why an attempt to connect failed. */
  static RedisFailure ofConnecting(Throwable thrown) {
    for (Throwable cause : reasons(thrown)) {
      if (cause instanceof RedisFailure failure) {
        return failure;
      }
      if (cause instanceof RedisCommandExecutionException) {
        RedisFailure known = ofReply(cause);
        return known instanceof RedisFailure.Unexpected
            ? notConnected("cannot connect to Redis: it answers with an error", thrown)
            : known;
      }
      if (cause instanceof SSLException) {
        return notConnected("cannot connect to Redis: the TLS handshake failed", thrown);
      }
      if (cause instanceof RedisCommandTimeoutException) {
        return notConnected("cannot connect to Redis: it accepts but does not answer", thrown);
      }
    }
    return notConnected("cannot connect to Redis", unwrap(thrown));
  }

  /** Whether a TLS handshake failed. */
  static boolean isOfTls(Throwable failure) {
    return reasons(failure).stream().anyMatch(SSLException.class::isInstance);
  }

  /**
   * The causes, and what failed on the way to them: of a cluster whose seeds all fail Lettuce keeps
   * each seed's reason beside the cause.
   */
  private static List<Throwable> reasons(Throwable thrown) {
    Set<Throwable> reasons = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Throwable> inOrder = new ArrayList<>();
    Deque<Throwable> next = new ArrayDeque<>(List.of(thrown));
    while (!next.isEmpty()) {
      Throwable reason = next.remove();
      if (reasons.add(reason)) {
        inOrder.add(reason);
        Throwable cause = reason.getCause();
        if (cause != null) {
          next.add(cause);
        }
        next.addAll(List.of(reason.getSuppressed()));
      }
    }
    return inOrder;
  }

  /** Whether it failed for want of a connection, before anything was sent: no reply to it. */
  static boolean neverSent(Throwable failure) {
    boolean forWantOfConnection =
        (failure instanceof RedisFailure.Unavailable unavailable
                && unavailable.outcome() == Outcome.NOT_EXECUTED)
            || failure instanceof RedisFailure.AuthenticationFailed
            || failure instanceof RedisFailure.Loading;
    return forWantOfConnection && !(failure.getCause() instanceof RedisCommandExecutionException);
  }

  /**
   * Whether it is a reply by which a server tells that it is not, or not any more, the one to ask:
   * another behind the same name may accept the same.
   */
  static boolean elsewhereMayHelp(Throwable failure) {
    return failure.getCause() instanceof RedisCommandExecutionException
        && (failure instanceof RedisFailure.ReadOnly
            // MASTERDOWN
            || failure instanceof RedisFailure.Unavailable
            || failure instanceof RedisFailure.AuthenticationFailed
            // A WAIT at a replica; NOREPLICAS is a primary's word.
            || (failure instanceof RedisFailure.NoReplicas wait
                && wait.outcome() == Outcome.UNKNOWN));
  }

  /** The same reason for another caller: a stack trace and suppressed exceptions of its own. */
  static RedisFailure whileDown(@Nullable RedisFailure reason) {
    if (reason instanceof RedisFailure.AuthenticationFailed) {
      return new RedisFailure.AuthenticationFailed(messageOf(reason), reason);
    }
    if (reason instanceof RedisFailure.Loading) {
      return new RedisFailure.Loading(messageOf(reason), reason);
    }
    return notConnected(
        reason == null ? "not connected to Redis yet" : "not connected to Redis", reason);
  }

  /** The same failure, caused by another. */
  static RedisFailure because(RedisFailure.Unavailable failure, RedisFailure reason) {
    return new RedisFailure.Unavailable(messageOf(failure), failure.outcome(), reason);
  }

  /** The exception inside the wrappers that futures put around it. */
  static Throwable unwrap(Throwable thrown) {
    Throwable current = thrown;
    while (current instanceof CompletionException || current instanceof ExecutionException) {
      Throwable cause = current.getCause();
      if (cause == null) {
        return current;
      }
      current = cause;
    }
    return current;
  }

  private static RedisFailure ofReply(Throwable failure) {
    String reply = SCRIPT_ENDED.matcher(messageOf(failure)).replaceFirst("");
    return switch (firstWord(reply)) {
      case "READONLY" ->
          new RedisFailure.ReadOnly("Redis refuses writes: it is a replica", failure);
      case "OOM" ->
          new RedisFailure.OutOfMemory(
              "Redis refuses writes: its memory limit is reached", failure);
      case "LOADING" -> new RedisFailure.Loading("Redis is loading its data", failure);
      case "NOAUTH", "WRONGPASS" ->
          new RedisFailure.AuthenticationFailed("Redis refuses the credentials", failure);
      case "NOPERM" ->
          new RedisFailure.Forbidden("the ACL user lacks a permission in Redis", failure);
      case "CLUSTERDOWN", "MOVED", "ASK", "TRYAGAIN" ->
          new RedisFailure.ClusterDown("the cluster does not serve this slot", failure);
      case "MISCONF" ->
          new RedisFailure.PersistenceFailed("Redis refuses writes: it cannot persist", failure);
      case "NOREPLICAS" ->
          new RedisFailure.NoReplicas(
              "Redis refuses writes: too few replicas", Outcome.NOT_EXECUTED, failure);
      // BUSYGROUP and BUSYKEY, which Lettuce gives the same type, are faults of the caller.
      case "BUSY" -> new RedisFailure.Busy("Redis is busy running a script", failure);
      case "MASTERDOWN" ->
          notConnected("Redis is a replica whose link to its primary is down", failure);
      // The primary became a replica while a client was blocked.
      case "UNBLOCKED" ->
          new RedisFailure.ReadOnly("Redis became a replica in the meantime", failure);
      default -> ofErrText(reply, failure);
    };
  }

  /** Causes that Redis reports as a plain {@code ERR}. */
  private static RedisFailure ofErrText(String reply, Throwable failure) {
    String text = reply.toLowerCase(Locale.ROOT);
    if (text.contains("max number of clients")) {
      return new RedisFailure.Overloaded("Redis has reached its limit of clients", failure);
    }
    // "ERR The user executing the script can't run this command or subcommand", "… can't access at
    // least one of the keys", since Redis 7.2 "ERR ACL failure in script: …". What the script did
    // before stays done.
    if (text.contains("the user executing the script") || text.contains("acl failure in script")) {
      return new RedisFailure.Forbidden("the ACL user lacks a permission in Redis", failure);
    }
    // Answers a WAIT whose server has become a replica since the write, which may be lost
    // therefore.
    if (text.contains("wait cannot be used with replica")) {
      return new RedisFailure.NoReplicas(
          "Redis became a replica before a replica had the write", Outcome.UNKNOWN, failure);
    }
    // "ERR AUTH <password> called without any password configured for the default user", "ERR
    // invalid password" of older servers, "ERR Client sent AUTH, but no password is set".
    if (text.contains("invalid password") || (text.contains("auth") && text.contains("password"))) {
      return new RedisFailure.AuthenticationFailed("Redis refuses the credentials", failure);
    }
    return new RedisFailure.Unexpected(
        "Redis answered with an error: " + firstWord(reply), Outcome.NOT_EXECUTED, failure);
  }

  private static RedisFailure ofText(Throwable failure) {
    String text = messageOf(failure).toLowerCase(Locale.ROOT);
    if (text.contains("size exceeded")) {
      return new RedisFailure.Overloaded("too many commands are waiting for Redis", failure);
    }
    if (text.contains("not connected") || text.contains("rejected") || text.contains("is closed")) {
      return notConnected("not connected to Redis", failure);
    }
    if (failure instanceof RedisConnectionException) {
      // To a node of a cluster, on behalf of a command.
      return ofConnecting(failure);
    }
    if (failure.getCause() instanceof IOException || text.contains("connection")) {
      return lost(failure);
    }
    return new RedisFailure.Unexpected("the Redis client failed", Outcome.UNKNOWN, failure);
  }

  private static RedisFailure lost(Throwable cause) {
    return new RedisFailure.Unavailable(
        "the connection to Redis was lost before the reply", Outcome.UNKNOWN, cause);
  }

  private static RedisFailure notConnected(String message, @Nullable Throwable cause) {
    return new RedisFailure.Unavailable(message, Outcome.NOT_EXECUTED, cause);
  }

  private static String firstWord(String reply) {
    int end = 0;
    while (end < reply.length() && Character.isLetterOrDigit(reply.charAt(end))) {
      end++;
    }
    return reply.substring(0, end);
  }

  private static String messageOf(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? "" : message;
  }
}
