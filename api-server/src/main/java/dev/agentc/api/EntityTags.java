package dev.agentc.api;

import dev.agentc.repository.Precondition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tags of {@code If-Match} and {@code If-None-Match}. A version's tag is its number in quotes.
 */
final class EntityTags {

  /** No version has this number: a condition on it never holds. */
  private static final long NO_VERSION = -1;

  private static final Pattern TAG =
      Pattern.compile("\\s*(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"\\s*(?:,|$)");

  private EntityTags() {}

  /**
   * Lists are read; {@code *} only asks that it exists; a weak tag never matches, nor does one that
   * is none of ours. 422 for what is no tag at all.
   */
  static Precondition ifMatch(List<String> values) {
    if (values.isEmpty() || isAny(values)) {
      return Precondition.none();
    }
    Set<Long> versions = new HashSet<>(Set.of(NO_VERSION));
    String rest = String.join(",", values);
    Matcher matcher = TAG.matcher(rest);
    int end = 0;
    while (end < rest.length() && matcher.find(end) && matcher.start() == end) {
      if (matcher.group(1) == null && matcher.group(2).matches("[1-9][0-9]{0,17}")) {
        versions.add(Long.valueOf(matcher.group(2)));
      }
      end = matcher.end();
    }
    if (end < rest.length() || rest.isBlank()) {
      throw ApiException.invalid("If-Match", "must be * or a list of tags such as \"3\"");
    }
    return new Precondition(versions);
  }

  /** Weak comparison, as a GET does it. What is no tag matches nothing. */
  static boolean noneMatchNames(List<String> values, String etag) {
    if (isAny(values)) {
      return true;
    }
    Matcher matcher = TAG.matcher(String.join(",", values));
    while (matcher.find()) {
      if (("\"" + matcher.group(2) + "\"").equals(etag)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAny(List<String> values) {
    return values.size() == 1 && values.get(0).strip().equals("*");
  }

  /** A 304 in place of what the caller has already, by {@code If-None-Match}. */
  static Reply conditional(Reply reply, RequestHead head) {
    String etag = reply.headers().get("ETag");
    List<String> known = head.values("If-None-Match");
    return head.isRead()
            && etag != null
            && reply.status() == 200
            && !known.isEmpty()
            && noneMatchNames(known, etag)
        ? reply.notModified()
        : reply;
  }
}
