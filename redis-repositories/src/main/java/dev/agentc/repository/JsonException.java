package dev.agentc.repository;

import org.jspecify.annotations.Nullable;

/** A text that is not taken as JSON; the message holds nothing of the text but positions. */
public final class JsonException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** Not JSON in UTF-8: broken syntax, NaN, a duplicate key, bad UTF-8. */
    MALFORMED,
    /** JSON, but beyond a limit: too deep, a number too long, a lone surrogate. */
    UNACCEPTABLE
  }

  private final Reason reason;

  public JsonException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
