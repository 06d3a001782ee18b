package dev.agentc.api.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/** Keeps what was measured, for docs/reliability.md: {@code target/faults/figures.tsv}. */
final class Figures {

  private static final Path FILE = Path.of("target", "faults", "figures.tsv");

  private Figures() {}

  static void note(String run, String what, Duration value) {
    note(run, what, value.toMillis() + "\tms");
  }

  static void note(String run, Verdict verdict) {
    note(run, "acknowledged", verdict.acknowledged() + "\trequests");
    note(run, "lost", verdict.lost().size() + "\twrites");
    verdict.refused().forEach((code, count) -> note(run, "refused as " + code, count + "\ttimes"));
  }

  static void noteTimes(String run, String what, List<Duration> sorted) {
    for (int percent : List.of(50, 90, 99)) {
      note(run, what + ", p" + percent, sorted.get((sorted.size() - 1) * percent / 100));
    }
  }

  static synchronized void note(String run, String what, String value) {
    try {
      Files.createDirectories(FILE.getParent());
      Files.writeString(
          FILE,
          run + "\t" + what + "\t" + value + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
