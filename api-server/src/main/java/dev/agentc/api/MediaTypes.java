package dev.agentc.api;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a body is and what the caller takes. */
final class MediaTypes {

  private MediaTypes() {}

  /**
   * Throws a 415 unless the body is JSON, in UTF-8, not compressed. An empty body needs no type: it
   * is refused for not being JSON.
   */
  static void requireJson(Optional<String> type, Optional<String> encoding, int length) {
    boolean plain = encoding.map(e -> e.strip().equalsIgnoreCase("identity")).orElse(true);
    boolean json = type.map(MediaTypes::isJson).orElse(length == 0);
    if (!json || !plain) {
      throw new ApiException(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "The body must be application/json or application/*+json, in UTF-8, not compressed");
    }
  }

  static boolean isMergePatch(Optional<String> type) {
    return type.map(MediaTypes::essence).filter("application/merge-patch+json"::equals).isPresent();
  }

  /** Only an {@code Accept} that rules JSON out, by the most specific range that covers it. */
  static boolean takesJson(List<String> accept) {
    if (accept.isEmpty()) {
      return true;
    }
    int best = -1;
    boolean taken = false;
    for (String range : String.join(",", accept).split(",", -1)) {
      int specificity = specificity(essence(range));
      if (specificity > best) {
        best = specificity;
        taken = !isZero(range);
      }
    }
    return taken || String.join("", accept).isBlank();
  }

  private static int specificity(String range) {
    return switch (range) {
      case "application/json" -> 2;
      case "application/*" -> 1;
      case "*/*", "*" -> 0;
      default -> -1;
    };
  }

  private static boolean isZero(String range) {
    for (String parameter : range.split(";", -1)) {
      if (parameter.strip().toLowerCase(Locale.ROOT).matches("q\\s*=\\s*0(\\.0*)?")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isJson(String type) {
    String essence = essence(type);
    boolean named =
        essence.equals("application/json")
            || (essence.startsWith("application/") && essence.endsWith("+json"));
    return named && isUtf8(type);
  }

  private static boolean isUtf8(String type) {
    for (String parameter : type.split(";", -1)) {
      String text = parameter.strip().toLowerCase(Locale.ROOT).replace("\"", "");
      if (text.startsWith("charset=") && !text.matches("charset=(utf-8|utf8|us-ascii)")) {
        return false;
      }
    }
    return true;
  }

  private static String essence(String type) {
    int semicolon = type.indexOf(';');
    String essence = semicolon < 0 ? type : type.substring(0, semicolon);
    return essence.strip().toLowerCase(Locale.ROOT);
  }
}
