package dev.agentc.api;

import dev.agentc.redis.config.RedisFailure;
import dev.agentc.repository.JsonException;
import dev.agentc.repository.RepositoryException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;

/**
 * The one table from failure to reply. Sentences are fixed or made of what the caller sent; no
 * exception's text, host or credential ever gets into one.
 */
public final class ApiErrors {

  private static final String RETRY = "; the request may be repeated, a write with its key";

  private ApiErrors() {}

  /** The reply for a failure; empty for one that nobody foresaw, which is a 500 and a log entry. */
  public static Optional<ApiException> known(Throwable failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof ApiException e) {
      return Optional.of(e);
    }
    if (cause instanceof RepositoryException e) {
      return Optional.of(refused(e));
    }
    if (cause instanceof JsonException e) {
      return Optional.of(json(e));
    }
    if (cause instanceof RejectedExecutionException) {
      // A bounded queue is full, such as that of the scrapes.
      return Optional.of(
          unavailable(ErrorCode.REDIS_OVERLOADED, "The server does as much of this as it can"));
    }
    return cause instanceof RedisFailure e ? redis(e) : Optional.empty();
  }

  /** The fixed sentence of a fault in the server. */
  public static ApiException internal() {
    return new ApiException(
        ErrorCode.INTERNAL_ERROR,
        "The server failed to answer this request; the request_id finds the cause in its log");
  }

  /** A 503, with the {@code Retry-After} that each of them has. */
  public static ApiException unavailable(ErrorCode code, String message) {
    return ApiException.of(code, message).withHeader("Retry-After", "1");
  }

  /** The 503 of a server on its way down; the connection goes with it. */
  static ApiException shuttingDown(String message) {
    return unavailable(ErrorCode.SHUTTING_DOWN, message).withHeader("Connection", "close");
  }

  static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static ApiException refused(RepositoryException failure) {
    // No pattern switch in Java 17: a new subtype shows as a 500 in ApiErrorsTest, not at compile
    // time.
    if (failure instanceof RepositoryException.SessionNotFound e) {
      return of(ErrorCode.SESSION_NOT_FOUND, e).withParam("session_id", e.id().value());
    }
    if (failure instanceof RepositoryException.SessionAlreadyExists e) {
      return of(ErrorCode.SESSION_ALREADY_EXISTS, e).withParam("session_id", e.id().value());
    }
    if (failure instanceof RepositoryException.UserNotFound e) {
      return of(ErrorCode.USER_NOT_FOUND, e).withParam("user_id", e.id().value());
    }
    if (failure instanceof RepositoryException.NotOwner e) {
      return of(ErrorCode.FORBIDDEN, e);
    }
    if (failure instanceof RepositoryException.UserAlreadyExists e) {
      return of(ErrorCode.USER_ALREADY_EXISTS, e).withParam("user_id", e.id().value());
    }
    if (failure instanceof RepositoryException.InteractionAlreadyExists e) {
      return of(ErrorCode.INTERACTION_ALREADY_EXISTS, e)
          .withParam("interaction_id", e.id().value());
    }
    if (failure instanceof RepositoryException.ChatFull e) {
      return of(ErrorCode.CHAT_FULL, e).withParam("limit", e.limit());
    }
    if (failure instanceof RepositoryException.VersionMismatch e) {
      return ApiException.of(
              ErrorCode.PRECONDITION_FAILED, "If-Match names another version than the current one")
          .withParam("current_version", e.currentVersion());
    }
    if (failure instanceof RepositoryException.IdempotencyKeyReused e) {
      return of(ErrorCode.IDEMPOTENCY_KEY_REUSED, e);
    }
    if (failure instanceof RepositoryException.InvalidValue e) {
      return ApiException.invalid(e.violations());
    }
    return internal();
  }

  private static ApiException of(ErrorCode code, RepositoryException failure) {
    return ApiException.of(code, String.valueOf(failure.getMessage()));
  }

  private static ApiException json(JsonException failure) {
    String rule = String.valueOf(failure.getMessage());
    return switch (failure.reason()) {
      case MALFORMED -> ApiException.of(ErrorCode.MALFORMED_REQUEST, "The body " + rule);
      case UNACCEPTABLE -> ApiException.invalid("body", rule);
    };
  }

  private static Optional<ApiException> redis(RedisFailure failure) {
    return RedisRow.of(failure).map(row -> unavailable(row.code(), row.message() + RETRY));
  }

  private record RedisRow(ErrorCode code, String message) {

    static Optional<RedisRow> of(RedisFailure failure) {
      if (failure instanceof RedisFailure.Unavailable) {
        return row(ErrorCode.REDIS_UNAVAILABLE, "Redis cannot be reached");
      }
      if (failure instanceof RedisFailure.TimedOut) {
        return row(ErrorCode.REDIS_TIMEOUT, "Redis did not answer in time");
      }
      if (failure instanceof RedisFailure.ReadOnly) {
        return row(ErrorCode.REDIS_READ_ONLY, "Redis is a replica and takes no writes");
      }
      if (failure instanceof RedisFailure.OutOfMemory) {
        return row(ErrorCode.REDIS_OUT_OF_MEMORY, "Redis is out of memory and takes no writes");
      }
      if (failure instanceof RedisFailure.Loading) {
        return row(ErrorCode.REDIS_LOADING, "Redis is loading its data");
      }
      if (failure instanceof RedisFailure.AuthenticationFailed) {
        return row(ErrorCode.REDIS_AUTH_FAILED, "Redis refuses this server's credentials");
      }
      if (failure instanceof RedisFailure.ClusterDown) {
        return row(ErrorCode.REDIS_CLUSTER_DOWN, "The Redis cluster is down");
      }
      if (failure instanceof RedisFailure.Overloaded) {
        return row(ErrorCode.REDIS_OVERLOADED, "Too many requests wait for Redis");
      }
      return rare(failure);
    }

    private static Optional<RedisRow> rare(RedisFailure failure) {
      if (failure instanceof RedisFailure.PersistenceFailed) {
        return row(ErrorCode.REDIS_PERSISTENCE_FAILED, "Redis cannot save and takes no writes");
      }
      if (failure instanceof RedisFailure.NoReplicas) {
        return row(ErrorCode.REDIS_NO_REPLICAS, "Too few replicas have the write");
      }
      if (failure instanceof RedisFailure.Busy) {
        return row(ErrorCode.REDIS_BUSY, "Redis is busy with a script");
      }
      return failure instanceof RedisFailure.Forbidden
          ? row(ErrorCode.REDIS_FORBIDDEN, "Redis does not permit this server the command")
          : Optional.empty();
    }

    private static Optional<RedisRow> row(ErrorCode code, String message) {
      return Optional.of(new RedisRow(code, message));
    }
  }
}
