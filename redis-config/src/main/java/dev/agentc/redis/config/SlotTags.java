package dev.agentc.redis.config;

import io.lettuce.core.cluster.SlotHash;

/**
 * A hash tag for each slot of a cluster; found once, when first asked for, in some milliseconds.
 */
final class SlotTags {

  private static final String[] TAGS = find();

  private SlotTags() {}

  static String of(int slot) {
    return TAGS[slot];
  }

  private static String[] find() {
    String[] tags = new String[SlotHash.SLOT_COUNT];
    int missing = tags.length;
    for (int i = 0; missing > 0; i++) {
      String tag = "{" + Integer.toString(i, Character.MAX_RADIX) + "}";
      int slot = SlotHash.getSlot(tag);
      if (tags[slot] == null) {
        tags[slot] = tag;
        missing--;
      }
    }
    return tags;
  }
}
