package dev.agentc.redis.config;

import io.lettuce.core.cluster.SlotHash;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A hash tag for each slot of a cluster. Found by sums: the checksum of four letters is that of the
 * first two, with nothing behind them, XOR that of the last two, with nothing before them. Trying
 * tags until each slot had one took a quarter of a second in a new JVM on a busy machine, which a
 * thread that serves connections does not have.
 */
final class SlotTags {

  private static final byte[] LETTERS =
      "abcdefghijklmnopqrstuvwxyz0123456789".getBytes(StandardCharsets.US_ASCII);

  /** By the slot of two letters with nothing behind them, the two. */
  private static final Map<Integer, byte[]> BEGINNINGS = beginnings();

  private SlotTags() {}

  static String of(int slot) {
    for (byte third : LETTERS) {
      for (byte fourth : LETTERS) {
        byte[] begin = BEGINNINGS.get(slot ^ SlotHash.getSlot(new byte[] {0, 0, third, fourth}));
        if (begin != null) {
          byte[] tag = {'{', begin[0], begin[1], third, fourth, '}'};
          return new String(tag, StandardCharsets.US_ASCII);
        }
      }
    }
    throw new IllegalArgumentException("slot must be from 0 to 16383: was " + slot);
  }

  private static Map<Integer, byte[]> beginnings() {
    Map<Integer, byte[]> beginnings = new HashMap<>();
    for (byte first : LETTERS) {
      for (byte second : LETTERS) {
        byte[] begin = {first, second};
        beginnings.put(SlotHash.getSlot(new byte[] {first, second, 0, 0}), begin);
      }
    }
    return Map.copyOf(beginnings);
  }
}
