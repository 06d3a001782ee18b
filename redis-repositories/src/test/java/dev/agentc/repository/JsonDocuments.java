package dev.agentc.repository;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Random JSON documents, the same for the same seed: every kind of value, at its extremes too. */
public final class JsonDocuments {

  private static final String[] STRINGS = {
    "", "\\u0000", "\\u0001\\u001f", "\u007f", "😀", "👩‍👩‍👧", "\\ud83d\\ude00", "é", "e\u0301",
        "\\\"", "\\\\",
    "\\/", "\\n\\r\\t\\b\\f", "\u2028", "{}", "null", "123", "$&", "\uFFFD", "Ω", "id", "中文"
  };
  private static final String[] NUMBERS = {
    "0",
    "-0",
    "1",
    "-1",
    "9007199254740993",
    "-9007199254740993",
    "18446744073709551616",
    "1.10",
    "0.1",
    "1e3",
    "1E-7",
    "123456789012345678901234567890.123456789",
    "1e400",
    "-2.5e-300"
  };

  private final RandomGenerator random;

  public JsonDocuments(long seed) {
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** An object's text; about one in fifty is nested deep. */
  public String object() {
    StringBuilder text = new StringBuilder("{\"role\":\"user\"");
    int fields = random.nextInt(6);
    for (int n = 0; n < fields; n++) {
      text.append(",\"f").append(n).append(string()).append("\":");
      value(text, 0);
    }
    if (random.nextInt(50) == 0) {
      text.append(",\"deep\":");
      deep(text, random.nextInt(1, 499));
    }
    return text.append('}').toString();
  }

  private void deep(StringBuilder text, int levels) {
    boolean array = random.nextBoolean();
    text.append((array ? "[" : "{\"a\":").repeat(levels));
    value(text, 100);
    text.append((array ? "]" : "}").repeat(levels));
  }

  private void value(StringBuilder text, int depth) {
    int kind = random.nextInt(depth > 4 ? 5 : 7);
    switch (kind) {
      case 0 -> text.append("null");
      case 1 -> text.append(random.nextBoolean());
      case 2 -> text.append(NUMBERS[random.nextInt(NUMBERS.length)]);
      case 3 -> text.append(random.nextLong());
      case 4 -> text.append('"').append(string()).append(string()).append('"');
      case 5 -> {
        text.append('[');
        int count = random.nextInt(4);
        for (int n = 0; n < count; n++) {
          text.append(n > 0 ? "," : "");
          value(text, depth + 1);
        }
        text.append(']');
      }
      default -> {
        text.append('{');
        int count = random.nextInt(4);
        for (int n = 0; n < count; n++) {
          text.append(n > 0 ? "," : "").append('"').append(n).append(string()).append("\":");
          value(text, depth + 1);
        }
        text.append('}');
      }
    }
  }

  /** Inside of quotes; half of them any code point that needs no escape. */
  private String string() {
    if (random.nextBoolean()) {
      return STRINGS[random.nextInt(STRINGS.length)];
    }
    int point = random.nextInt(0x20, Character.MAX_CODE_POINT + 1);
    boolean special = point == '"' || point == '\\' || (point >= 0xD800 && point <= 0xDFFF);
    return special ? "" : Character.toString(point);
  }
}
