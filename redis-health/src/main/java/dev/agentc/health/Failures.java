package dev.agentc.health;

import dev.agentc.redis.config.RedisFailure;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one table from a failed command to what it means for an operator. */
final class Failures {

  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  static Finding unanswered() {
    return Finding.of(FindingCode.NO_REPLY);
  }

  static Finding finding(Throwable failure) {
    if (!(failure instanceof RedisFailure known)) {
      log.error("A health check failed by itself", failure);
      return Finding.of(FindingCode.CHECK_FAILED);
    }
    return Finding.of(code(known));
  }

  /** Whether it is something that the server said, so that it lives and is connected. */
  static boolean isReply(Throwable failure) {
    if (failure instanceof RedisFailure.Unavailable) {
      return masterDown(failure);
    }
    return failure instanceof RedisFailure
        && !(failure instanceof RedisFailure.TimedOut)
        && !(failure instanceof RedisFailure.Overloaded)
        && !(failure instanceof RedisFailure.AuthenticationFailed);
  }

  private static FindingCode code(RedisFailure failure) {
    if (failure instanceof RedisFailure.Unavailable) {
      return unavailable(failure);
    } else if (failure instanceof RedisFailure.TimedOut) {
      return FindingCode.NO_REPLY;
    } else if (failure instanceof RedisFailure.ReadOnly) {
      return FindingCode.READ_ONLY;
    } else if (failure instanceof RedisFailure.OutOfMemory) {
      return FindingCode.OUT_OF_MEMORY;
    } else if (failure instanceof RedisFailure.Loading) {
      return FindingCode.LOADING;
    } else if (failure instanceof RedisFailure.AuthenticationFailed) {
      return FindingCode.AUTHENTICATION_FAILED;
    } else if (failure instanceof RedisFailure.Forbidden) {
      return FindingCode.KEYS_FORBIDDEN;
    } else if (failure instanceof RedisFailure.ClusterDown) {
      return FindingCode.CLUSTER_DOWN;
    } else if (failure instanceof RedisFailure.Overloaded) {
      return serverFull(failure) ? FindingCode.TOO_MANY_CLIENTS : FindingCode.OVERLOADED;
    } else if (failure instanceof RedisFailure.PersistenceFailed) {
      return FindingCode.PERSISTENCE_FAILED;
    } else if (failure instanceof RedisFailure.NoReplicas) {
      return FindingCode.TOO_FEW_REPLICAS;
    } else if (failure instanceof RedisFailure.Busy) {
      return FindingCode.SCRIPT_BUSY;
    }
    log.warn("Redis answered a health check in an unexpected way", failure);
    return FindingCode.UNEXPECTED_REPLY;
  }

  /** The reason is in the causes: the connector keeps what it last failed with. */
  private static FindingCode unavailable(RedisFailure failure) {
    Optional<RedisFailure> reason = reason(failure);
    if (reason.isPresent()) {
      return code(reason.get());
    } else if (masterDown(failure)) {
      return FindingCode.REPLICA_LINK_DOWN;
    } else if (serverFull(failure)) {
      return FindingCode.TOO_MANY_CLIENTS;
    } else if (caused(failure, SSLException.class::isInstance)) {
      return FindingCode.TLS_FAILED;
    } else if (caused(failure, UnknownHostException.class::isInstance)) {
      return FindingCode.HOST_UNKNOWN;
    } else if (says(failure, "no such master with that name")) {
      return FindingCode.PRIMARY_UNKNOWN;
    } else if (closedEarly(failure)) {
      return FindingCode.CONNECTION_CLOSED_EARLY;
    } else if (says(failure, "accepts but does not answer")) {
      return FindingCode.HANDSHAKE_UNANSWERED;
    }
    return FindingCode.UNREACHABLE;
  }

  private static Optional<RedisFailure> reason(RedisFailure failure) {
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof RedisFailure known && !(cause instanceof RedisFailure.Unavailable)) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  /** By the other side, before the handshake was over. */
  private static boolean closedEarly(Throwable failure) {
    return says(failure, "closed prematurely")
        || (says(failure, "cannot connect") && says(failure, "connection reset"));
  }

  private static boolean masterDown(Throwable failure) {
    return caused(failure, cause -> text(cause).startsWith("masterdown"));
  }

  private static boolean serverFull(Throwable failure) {
    return says(failure, "max number of clients");
  }

  private static boolean says(Throwable failure, String words) {
    return caused(failure, cause -> text(cause).contains(words));
  }

  private static String text(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null ? "" : message.toLowerCase(Locale.ROOT);
  }

  private static boolean caused(Throwable failure, Predicate<Throwable> is) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      // What each seed of a cluster failed with stands beside the cause of all.
      if (is.test(cause)
          || Arrays.stream(cause.getSuppressed()).anyMatch(beside -> caused(beside, is))) {
        return true;
      }
    }
    return false;
  }
}
