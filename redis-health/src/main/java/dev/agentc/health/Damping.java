package dev.agentc.health;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps findings about a threshold from coming and going with every look: after the first look one
 * appears when it was seen in three looks in a row and goes when it was missing in three in a row.
 * One look to the contrary begins the count anew. Facts, such as a refused write or a lost
 * connection, are never held back. Not thread-safe.
 */
final class Damping {

  static final int CONSECUTIVE = 3;

  private static final Set<FindingCode> DAMPED =
      EnumSet.of(
          FindingCode.SLOW,
          FindingCode.VERY_SLOW,
          FindingCode.MEMORY_PRESSURE,
          FindingCode.MANY_CLIENTS,
          FindingCode.LOW_HIT_RATIO,
          FindingCode.QUEUE_FILLING);

  private final Map<FindingCode, Finding> shown = new EnumMap<>(FindingCode.class);
  private final Map<FindingCode, Integer> contrary = new EnumMap<>(FindingCode.class);
  private boolean first = true;

  /**
   * @param measured false when nothing could be measured: then nothing is known about thresholds,
   *     and such a look stands between others
   */
  List<Finding> apply(List<Finding> seen, boolean measured) {
    List<Finding> result =
        new ArrayList<>(seen.stream().filter(each -> !DAMPED.contains(each.code())).toList());
    if (!measured) {
      contrary.clear();
      return result;
    }
    for (FindingCode code : DAMPED) {
      decide(code, seen.stream().filter(each -> each.code() == code).findFirst())
          .ifPresent(result::add);
    }
    first = false;
    return result;
  }

  private Optional<Finding> decide(FindingCode code, Optional<Finding> now) {
    Optional<Finding> before = Optional.ofNullable(shown.get(code));
    boolean flip = now.isPresent() != before.isPresent();
    int count = flip ? contrary.merge(code, 1, Integer::sum) : 0;
    if (flip && !first && count < CONSECUTIVE) {
      return before;
    }
    contrary.remove(code);
    now.ifPresentOrElse(finding -> shown.put(code, finding), () -> shown.remove(code));
    return now;
  }
}
