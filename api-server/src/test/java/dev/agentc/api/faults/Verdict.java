package dev.agentc.api.faults;

import java.util.List;
import java.util.Map;

/**
 * What a check found.
 *
 * @param violations of the rules; empty is good
 * @param acknowledged requests that were
 * @param lost acknowledged writes that are not there
 * @param refused typed failures, by code
 */
record Verdict(
    List<String> violations, long acknowledged, List<String> lost, Map<String, Long> refused) {

  Verdict {
    violations = List.copyOf(violations);
    lost = List.copyOf(lost);
  }
}
