package dev.agentc.health;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one check found.
 *
 * @param details snake_case names in the order of the API's contract; values are strings, numbers,
 *     booleans, maps of these, or null where the value is not known
 * @param error one sentence on why the check failed; empty when it did not. No exception text
 * @param duration from the first command to the last reply, or to the deadline
 */
public record CheckResult(
    CheckName name,
    HealthStatus status,
    Map<String, @Nullable Object> details,
    Optional<String> error,
    Duration duration,
    List<Finding> findings) {

  public CheckResult {
    details = Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(details));
    findings = List.copyOf(findings);
  }
}
