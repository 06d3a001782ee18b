package dev.agentc.health;

import java.util.List;

/** What reading a key and writing one, tried in this order, say together. */
final class KeyAccess {

  private KeyAccess() {}

  /** Empty when both work. Without reads the reason why writes fail too would only mislead. */
  static List<Finding> findings(Attempt<?> read, Attempt<?> write) {
    return read.finding()
        .or(() -> write.finding().map(finding -> ofWrite(finding, write)))
        .map(List::of)
        .orElse(List.of());
  }

  private static Finding ofWrite(Finding finding, Attempt<?> write) {
    if (finding.code() == FindingCode.NO_REPLY) {
      return Finding.of(FindingCode.WRITES_STALLED);
    }
    return write.forbidden() ? Finding.of(FindingCode.WRITES_FORBIDDEN) : finding;
  }
}
