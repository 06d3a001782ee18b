package dev.agentc.health;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to hear of every diagnosis. Thread-safe. */
final class ReportListeners {

  private static final Logger log = LoggerFactory.getLogger(ReportListeners.class);

  private final List<Consumer<HealthReport>> all = new CopyOnWriteArrayList<>();

  void add(Consumer<HealthReport> listener) {
    all.add(listener);
  }

  /** One at a time, so that none sees an older report behind a newer one. */
  synchronized void tell(HealthReport report) {
    for (Consumer<HealthReport> listener : all) {
      try {
        listener.accept(report);
      } catch (RuntimeException | LinkageError fault) {
        log.error("A listener of health reports failed", fault);
      }
    }
  }
}
