package dev.agentc.api;

import dev.agentc.repository.Violation;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a request, so that the caller hears of all of it at once. */
class Violations {

  private static final int MOST_SHOWN = 100;

  private final List<Violation> found = new ArrayList<>();

  /** Adds one. */
  public final void violation(String field, String message) {
    found.add(new Violation(field, message));
  }

  /** Adds one in the usual words: the field must be {@code rule}, and what it was. */
  public final void refuse(String field, String rule, String seen) {
    violation(field, "must be " + rule + ": was " + shown(seen));
  }

  /** Adds some that were found elsewhere; of one field only the first is kept. */
  public final void violations(List<Violation> more) {
    for (Violation violation : more) {
      if (found.stream().noneMatch(known -> known.field().equals(violation.field()))) {
        found.add(violation);
      }
    }
  }

  public final boolean isClean() {
    return found.isEmpty();
  }

  /** Throws the 422 with all violations, if there are any. */
  public final void finish() {
    if (!found.isEmpty()) {
      throw ApiException.invalid(found);
    }
  }

  /** Enough of a value to recognise it by. */
  static String shown(String value) {
    return value.codePointCount(0, value.length()) <= MOST_SHOWN
        ? value
        : value.substring(0, value.offsetByCodePoints(0, MOST_SHOWN)) + "...";
  }
}
