package dev.agentc.redis.config;

import org.jspecify.annotations.Nullable;

/**
 * Why Redis did not do what it was asked: one subtype per cause, so that callers can tell an outage
 * from a refusal and neither from "nothing there". The messages hold no host, credential or stored
 * value; the cause, where there is one, does.
 *
 * <p>{@link #outcome()} says whether the command can have taken effect. It is {@link
 * Outcome#UNKNOWN} whenever the command had been sent and no reply came: such a write may be
 * repeated only if it is idempotent.
 */
public abstract sealed class RedisFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Whether the failed command can have changed anything. */
  public enum Outcome {
    /** Redis refused it, or it was never sent. */
    NOT_EXECUTED,
    /** It was sent, and no reply came. */
    UNKNOWN
  }

  private final Outcome outcome;

  private RedisFailure(String message, Outcome outcome, @Nullable Throwable cause) {
    super(message, cause);
    this.outcome = outcome;
  }

  public final Outcome outcome() {
    return outcome;
  }

  /** The cause as a word for a metric or a log: {@code timed_out}, {@code read_only}, … */
  public final String kind() {
    StringBuilder word = new StringBuilder();
    for (char letter : getClass().getSimpleName().toCharArray()) {
      if (Character.isUpperCase(letter) && !word.isEmpty()) {
        word.append('_');
      }
      word.append(Character.toLowerCase(letter));
    }
    return word.toString();
  }

  /**
   * There is no connection: refused, lost, not yet made, closed, or to a replica whose link to its
   * primary is down.
   */
  public static final class Unavailable extends RedisFailure {
    private static final long serialVersionUID = 1L;

    public Unavailable(String message, Outcome outcome, @Nullable Throwable cause) {
      super(message, outcome, cause);
    }
  }

  /** No reply within the command timeout. */
  public static final class TimedOut extends RedisFailure {
    private static final long serialVersionUID = 1L;

    public TimedOut(String message, @Nullable Throwable cause) {
      super(message, Outcome.UNKNOWN, cause);
    }
  }

  /** READONLY: the server is a replica. */
  public static final class ReadOnly extends RedisFailure {
    private static final long serialVersionUID = 1L;

    public ReadOnly(String message, @Nullable Throwable cause) {
      super(message, Outcome.NOT_EXECUTED, cause);
    }
  }

  /** OOM: maxmemory is reached and nothing may be evicted. */
  public static final class OutOfMemory extends RedisFailure {
    private static final long serialVersionUID = 1L;

    public OutOfMemory(String message, @Nullable Throwable cause) {
      super(message, Outcome.NOT_EXECUTED, cause);
    }
  }

  /** LOADING: the server is reading its data set into memory. */
  public static final class Loading extends RedisFailure {
    private static final long serialVersionUID = 1L;

    public Loading(String message, @Nullable Throwable cause) {
      super(message, Outcome.NOT_EXECUTED, cause);
    }
  }

  /** WRONGPASS or NOAUTH: wrong, missing or outdated credentials. */
  public static final class AuthenticationFailed extends RedisFailure {
    private static final long serialVersionUID = 1L;

    public AuthenticationFailed(String message, @Nullable Throwable cause) {
      super(message, Outcome.NOT_EXECUTED, cause);
    }
  }

  /** NOPERM: the ACL user may not run the command or touch the key. */
  public static final class Forbidden extends RedisFailure {
    private static final long serialVersionUID = 1L;

    public Forbidden(String message, @Nullable Throwable cause) {
      super(message, Outcome.NOT_EXECUTED, cause);
    }
  }

  /** CLUSTERDOWN, or redirections that never end. */
  public static final class ClusterDown extends RedisFailure {
    private static final long serialVersionUID = 1L;

    public ClusterDown(String message, @Nullable Throwable cause) {
      super(message, Outcome.NOT_EXECUTED, cause);
    }
  }

  /** Too many commands are waiting already, or no connection could be leased in time. */
  public static final class Overloaded extends RedisFailure {
    private static final long serialVersionUID = 1L;

    public Overloaded(String message, @Nullable Throwable cause) {
      super(message, Outcome.NOT_EXECUTED, cause);
    }
  }

  /** MISCONF: the server cannot persist and therefore refuses writes. */
  public static final class PersistenceFailed extends RedisFailure {
    private static final long serialVersionUID = 1L;

    public PersistenceFailed(String message, @Nullable Throwable cause) {
      super(message, Outcome.NOT_EXECUTED, cause);
    }
  }

  /**
   * NOREPLICAS, or fewer replicas than required had the write in time (then it was executed:
   * outcome unknown).
   */
  public static final class NoReplicas extends RedisFailure {
    private static final long serialVersionUID = 1L;

    public NoReplicas(String message, Outcome outcome, @Nullable Throwable cause) {
      super(message, outcome, cause);
    }
  }

  /** BUSY: a script or function is running for too long. */
  public static final class Busy extends RedisFailure {
    private static final long serialVersionUID = 1L;

    public Busy(String message, @Nullable Throwable cause) {
      super(message, Outcome.NOT_EXECUTED, cause);
    }
  }

  /**
   * Any other error reply: a fault of the program (a wrong type, a broken script), never an outage.
   */
  public static final class Unexpected extends RedisFailure {
    private static final long serialVersionUID = 1L;

    public Unexpected(String message, Outcome outcome, @Nullable Throwable cause) {
      super(message, outcome, cause);
    }
  }
}
