package dev.agentc.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What reading a key and writing one, tried in this order, say together. */
final class KeyAccess {

  private KeyAccess() {}

  /** Empty when both work. */
  static List<Finding> findings(Attempt<?> read, Attempt<?> write) {
    List<Finding> findings = new ArrayList<>();
    read.finding().ifPresent(findings::add);
    write.finding().map(finding -> ofWrite(finding, read, write)).ifPresent(findings::add);
    // Both fail for the same reason more often than not.
    return findings.stream().distinct().toList();
  }

  private static Finding ofWrite(Finding finding, Attempt<?> read, Attempt<?> write) {
    if (!read.succeeded()) {
      return finding;
    }
    Optional<Throwable> failure = write.failure();
    if (failure.isEmpty() || finding.code() == FindingCode.NO_REPLY) {
      return Finding.of(FindingCode.WRITES_STALLED);
    }
    return write.forbidden() ? Finding.of(FindingCode.WRITES_FORBIDDEN) : finding;
  }
}
