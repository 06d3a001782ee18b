package dev.agentc.repository.session;

import java.util.Arrays;
import java.util.Optional;

/** The orders of a list. Sessions of the same instant come by id, in the same direction. */
public enum SessionSort {
  LAST_ACTIVITY_DESCENDING("-last_activity"),
  LAST_ACTIVITY_ASCENDING("last_activity"),
  CREATED_DESCENDING("-created_at"),
  CREATED_ASCENDING("created_at");

  private final String text;

  SessionSort(String text) {
    this.text = text;
  }

  /** As the API's {@code sort} parameter spells it. */
  public String text() {
    return text;
  }

  public static Optional<SessionSort> parse(String text) {
    return Arrays.stream(values()).filter(sort -> sort.text.equals(text)).findFirst();
  }

  boolean descending() {
    return this == LAST_ACTIVITY_DESCENDING || this == CREATED_DESCENDING;
  }

  boolean byCreation() {
    return this == CREATED_ASCENDING || this == CREATED_DESCENDING;
  }
}
