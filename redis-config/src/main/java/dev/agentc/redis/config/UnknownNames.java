package dev.agentc.redis.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What to say about a name that no part of the program asked for. Never shows a value. */
final class UnknownNames {

  /** What Kubernetes sets in every container for every Service of the namespace. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "[A-Z0-9_]+_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?"
              + "|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

  private static final Pattern LINK_VALUE = Pattern.compile("(tcp|udp|sctp)://\\S+");

  private UnknownNames() {}

  static List<String> problems(Map<String, String> unknown, Set<String> known) {
    List<String> links = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    unknown.forEach(
        (name, value) -> {
          if (isServiceLink(name, value)) {
            links.add(name);
          } else {
            problems.add(
                name
                    + " is not a setting"
                    + nearest(name, known).map(near -> ": did you mean " + near + "?").orElse(""));
          }
        });
    if (!links.isEmpty()) {
      problems.add(
          String.join(", ", links)
              + (links.size() == 1 ? " is not a setting" : " are not settings")
              + remedy());
    }
    return problems;
  }

  /** The sentence for a known name whose value Kubernetes set, as {@code REDIS_PORT=tcp://…}. */
  static Optional<String> serviceLink(String name, String value) {
    return isServiceLink(name, value)
        ? Optional.of(name + " does not hold a setting's value" + remedy())
        : Optional.empty();
  }

  private static boolean isServiceLink(String name, String value) {
    return SERVICE_LINK.matcher(name).matches()
        || (name.endsWith("_PORT") && LINK_VALUE.matcher(value).matches());
  }

  private static String remedy() {
    return ": Kubernetes sets it for a Service of that name; put enableServiceLinks: false into the"
        + " pod's specification";
  }

  private static Optional<String> nearest(String name, Set<String> known) {
    return known.stream()
        .filter(candidate -> isNear(name, candidate))
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  private static boolean isNear(String name, String candidate) {
    int tail = Math.abs(name.length() - candidate.length());
    boolean abbreviated =
        tail <= 6
            && name.length() > 8
            && (candidate.startsWith(name) || name.startsWith(candidate));
    return abbreviated || distance(name, candidate) <= (name.length() < 10 ? 1 : 2);
  }

  /** Edits (insert, delete, replace, swap of neighbours) from one to the other. */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (swapped(a, i, b, j)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }

  private static boolean swapped(String a, int i, String b, int j) {
    return i > 1
        && j > 1
        && a.charAt(i - 1) == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
