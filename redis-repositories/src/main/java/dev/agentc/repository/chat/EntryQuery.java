package dev.agentc.repository.chat;

/** Which entries of a session to read. */
public sealed interface EntryQuery {

  /** Most entries of one answer. */
  int MAX_COUNT = 1_000;

  int count();

  /**
   * A range.
   *
   * @param start the lower bound, in both orders
   * @param end the upper bound, in both orders
   * @param count 1 to 1000
   */
  record Range(EntryBound start, EntryBound end, Order order, int count) implements EntryQuery {
    public Range {
      requireCount(count);
    }
  }

  /**
   * The newest {@code count} (1 to 1000), in order of writing; fewer when they do not fit into a
   * page ({@link dev.agentc.repository.RepositoryConfig#chatPageBytes}).
   */
  record Last(int count) implements EntryQuery {
    public Last {
      requireCount(count);
    }
  }

  /** By time of writing. */
  enum Order {
    ASCENDING,
    DESCENDING
  }

  /** From the oldest on. */
  static EntryQuery first(int count) {
    return new Range(EntryBound.open(), EntryBound.open(), Order.ASCENDING, count);
  }

  static EntryQuery last(int count) {
    return new Last(count);
  }

  private static void requireCount(int count) {
    if (count < 1 || count > MAX_COUNT) {
      throw new IllegalArgumentException("count must be between 1 and 1000: was " + count);
    }
  }
}
