package dev.agentc.redis.config;

import java.util.regex.Pattern;

/** How a value that somebody set may appear in a message. */
final class Shown {

  private static final int LONGEST = 80;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private Shown() {}

  /**
   * The value, short and on one line. Masked when it may carry a password: a URL or an address with
   * a user ends up in the wrong setting easily.
   */
  static String of(String value) {
    if (value.indexOf('@') >= 0 || value.indexOf('?') >= 0) {
      return Secret.of(value).toString();
    }
    String line = CONTROL.matcher(value).replaceAll("?");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
