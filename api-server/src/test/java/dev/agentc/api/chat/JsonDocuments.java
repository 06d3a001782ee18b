package dev.agentc.api.chat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** JSON texts of all kinds, with what is easily lost: digits, empty containers, odd characters. */
final class JsonDocuments {

  private static final int DEEPEST = 6;
  private static final List<String> SCALARS =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-1",
          "9007199254740993",
          "1.10",
          "1e400",
          "-2.5E-300",
          "123456789012345678901234567890.123456789",
          "[]",
          "{}",
          "\"\"",
          "\"123\"",
          "\"null\"");
  private static final List<String> CHARACTERS =
      List.of(
          "a",
          "Z",
          "\\u0000",
          "\\u001f",
          "\\\"",
          "\\\\",
          "\\/",
          "/",
          "\\n",
          "\u00e9",
          "\u20ac",
          "\ud83d\ude00",
          "\\ud83d\\ude00",
          "\u2028",
          "\u202e",
          "\ufeff",
          "\u007f",
          "<",
          "'");

  private final Random random;

  JsonDocuments(Random random) {
    this.random = random;
  }

  String next() {
    return value(0);
  }

  private String value(int depth) {
    int kind = random.nextInt(depth < DEEPEST ? 6 : 3);
    return switch (kind) {
      case 0 -> SCALARS.get(random.nextInt(SCALARS.size()));
      case 1 -> text();
      case 2 -> Long.toString(random.nextLong());
      case 3 -> list(depth + 1);
      default -> object(depth + 1);
    };
  }

  private String list(int depth) {
    return IntStream.range(0, random.nextInt(5))
        .mapToObj(i -> value(depth))
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** The number keeps the names apart. */
  private String object(int depth) {
    return IntStream.range(0, random.nextInt(5))
        .mapToObj(i -> "\"" + i + characters() + "\": " + value(depth))
        .collect(Collectors.joining(" , ", "{", "}"));
  }

  private String text() {
    return "\"" + characters() + "\"";
  }

  private String characters() {
    return IntStream.range(0, random.nextInt(8))
        .mapToObj(i -> CHARACTERS.get(random.nextInt(CHARACTERS.size())))
        .collect(Collectors.joining());
  }
}
