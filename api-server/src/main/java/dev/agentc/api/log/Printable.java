package dev.agentc.api.log;

/**
 * Text of a caller in a line of the log: whatever would begin another line, move a terminal's
 * cursor or end a quoted value stands there as an escape.
 */
final class Printable {

  private Printable() {}

  /** As the inside of a JSON string, which a person can read as well. */
  static void append(StringBuilder out, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1))) {
            i++;
            out.append(c).append(text.charAt(i));
          } else if (isUnsafe(c)) {
            out.append("\\u").append(hex(c));
          } else {
            out.append(c);
          }
        }
      }
    }
  }

  private static boolean isUnsafe(char c) {
    return Character.isISOControl(c)
        || Character.isSurrogate(c)
        || Character.getType(c) == Character.FORMAT // such as those that turn the direction
        || c == '\u2028'
        || c == '\u2029';
  }

  private static String hex(char c) {
    String digits = Integer.toHexString(c);
    return "0".repeat(4 - digits.length()) + digits;
  }
}
