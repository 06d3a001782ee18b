package dev.agentc.health;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found at each server that has a part of the keys, told together. What is so at some
 * primaries of a cluster only says at how many; as long as others serve, one that does not is no
 * outage of all.
 */
final class ShardFindings {

  private final List<List<Finding>> each;

  private ShardFindings(List<List<Finding>> each) {
    this.each = each;
  }

  /**
   * @param each the findings of one server
   */
  static List<Finding> of(List<List<Finding>> each) {
    return each.size() == 1 ? each.get(0) : new ShardFindings(each).together();
  }

  private List<Finding> together() {
    boolean someServe =
        each.stream().anyMatch(findings -> FindingCode.statusOf(findings).serving());
    Map<FindingCode, List<Finding>> byCode = new LinkedHashMap<>();
    each.stream()
        .flatMap(List::stream)
        .forEach(one -> byCode.computeIfAbsent(one.code(), code -> new ArrayList<>()).add(one));
    List<Finding> findings = new ArrayList<>();
    byCode.forEach((code, same) -> findings.add(told(code, same, someServe)));
    return findings;
  }

  private Finding told(FindingCode code, List<Finding> same, boolean someServe) {
    int count = same.size();
    Finding first = same.get(0);
    if (count == each.size() && same.stream().allMatch(first::equals)) {
      return first;
    }
    String where = count + " of " + each.size() + " primaries of the cluster";
    return someServe && !code.status().serving()
        ? Finding.of(
            FindingCode.PRIMARY_DOWN,
            where + (count == 1 ? " does" : " do") + " not serve: " + first.message())
        : Finding.of(code, where + ": " + first.message());
  }
}
