package dev.agentc.api;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The name of one request, in reply, log and error. */
final class RequestId {

  static final String HEADER = "X-Request-Id";
  private static final int MAX_LENGTH = 128;

  private RequestId() {}

  /** The caller's when it may stand in a log, else a new one. */
  static String of(@Nullable String given) {
    return given != null && isValid(given) ? given : fresh();
  }

  private static boolean isValid(String id) {
    return !id.isEmpty()
        && id.length() <= MAX_LENGTH
        && id.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  private static String fresh() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }
}
