package dev.agentc.api;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoding, strictly: what is not well-formed UTF-8 behind it is refused with 400. */
final class PercentCoding {

  /** What a plus sign means: itself in a path, a space in a query. */
  enum Plus {
    LITERAL,
    SPACE
  }

  private PercentCoding() {}

  static String decode(String text, Plus plus) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0 && isAscii(text)) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes.write(octet(text, i));
        i += 2;
      } else if (c == '+' && plus == Plus.SPACE) {
        bytes.write(' ');
      } else if (c < 0x80) {
        bytes.write(c);
      } else {
        throw broken();
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw broken();
    }
  }

  /** For a value of a query or one segment of a path. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  private static int octet(String text, int at) {
    if (at + 2 >= text.length()) {
      throw broken();
    }
    int high = Character.digit(text.charAt(at + 1), 16);
    int low = Character.digit(text.charAt(at + 2), 16);
    // Character.digit also knows digits beyond ASCII.
    if (high < 0 || low < 0 || text.charAt(at + 1) > 'f' || text.charAt(at + 2) > 'f') {
      throw broken();
    }
    return high * 16 + low;
  }

  private static ApiException broken() {
    return new ApiException(
        ErrorCode.MALFORMED_REQUEST, "Path and query must be percent-encoded UTF-8");
  }
}
