package dev.agentc.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No document costs more than its size: what parsing it allocates, taken or refused, is linear in
 * its bytes. Allocation is counted, because times on a busy machine say nothing.
 */
class JsonCodecCostTest {

  private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What no document may exceed, however it is made. */
  private static final int MOST_BYTES_FOR_A_BYTE = 120;

  static Stream<Arguments> documents() {
    return Stream.of(
        document("arrays without end", n -> "[".repeat(n)),
        document("arrays nested", n -> "[".repeat(n / 2) + "]".repeat(n / 2)),
        document("objects nested", n -> "{\"a\":".repeat(n / 6) + "1" + "}".repeat(n / 6)),
        document("keys", n -> "{" + list(n / 12, i -> "\"k" + i + "\":1") + "}"),
        document("keys of one hash", n -> "{" + list(n / 40, i -> same(i) + ":1") + "}"),
        document("small objects", n -> "[" + list(n / 8, i -> "{\"a\":1}") + "]"),
        document("empty arrays", n -> "[" + list(n / 3, i -> "[]") + "]"),
        document("numbers", n -> "[" + list(n / 4, i -> "1.5") + "]"),
        document("one long number", n -> "9".repeat(n)),
        document("a huge exponent", n -> "[" + list(n / 12, i -> "1e999999999") + "]"),
        document("one long string", n -> "\"" + "x".repeat(n) + "\""),
        document("escapes", n -> "\"" + "\\u0000".repeat(n / 6) + "\""),
        document("lone surrogates", n -> "[" + list(n / 9, i -> "\"\\ud800\"") + "]"),
        document("duplicate keys", n -> "{" + list(n / 6, i -> "\"a\":1") + "}"),
        document("NaN", n -> "[" + list(n / 4, i -> "NaN") + "]"));
  }

  private static Arguments document(String name, IntFunction<String> text) {
    return arguments(name, text);
  }

  private static String list(int count, IntFunction<String> element) {
    return IntStream.range(0, count).mapToObj(element).collect(Collectors.joining(","));
  }

  /** Different strings that Java's hash cannot tell apart: "Aa" and "BB", in every order. */
  private static String same(int number) {
    String bits = Integer.toBinaryString(number | 1 << 16);
    return "\"" + bits.replace("0", "Aa").replace("1", "BB") + "\"";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("documents")
  void aDocument_costsNoMoreThanItsSize(String name, IntFunction<String> text) {
    byte[] small = text.apply(100_000).getBytes(StandardCharsets.UTF_8);
    byte[] large = text.apply(1_000_000).getBytes(StandardCharsets.UTF_8);
    cost(small);
    cost(large);

    long ofSmall = cost(small);
    long ofLarge = cost(large);

    assertThat(ofLarge).isLessThan((long) MOST_BYTES_FOR_A_BYTE * large.length);
    assertThat((double) ofLarge / large.length)
        .isLessThan(3 * Math.max(10, (double) ofSmall / small.length));
  }

  private static long cost(byte[] document) {
    long before = THREAD.getCurrentThreadAllocatedBytes();
    try {
      JsonCodec.parse(document);
    } catch (JsonException refused) {
      assertThat(refused).hasMessageStartingWith("must ");
    }
    return THREAD.getCurrentThreadAllocatedBytes() - before;
  }
}
