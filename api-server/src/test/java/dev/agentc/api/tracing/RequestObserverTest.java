package dev.agentc.api.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.undertow.util.HeaderMap;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class RequestObserverTest {

  @Test
  void withoutRegistry_allocatesNothing() {
    RequestObserver observer = RequestObserver.of(ObservationRegistry.NOOP);
    HeaderMap headers = new HeaderMap();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    requests(observer, headers, 1_000);

    long before = threads.getCurrentThreadAllocatedBytes();
    requests(observer, headers, 100_000);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;

    // Not even a byte a request; the measurement itself may cost some.
    assertThat(bytes).isLessThan(10_000);
  }

  private static void requests(RequestObserver observer, HeaderMap headers, int count) {
    for (int i = 0; i < count; i++) {
      RequestObserver.Observed observed =
          observer.start("GET", headers, (all, name) -> all.getFirst(name));
      observed.open().close();
      observed.ended("/health/live", 200, "id");
    }
  }

  @Test
  void strangeMethod_isNoNewName() {
    TestObservationRegistry registry = TestObservationRegistry.create();

    RequestObserver.of(registry)
        .start("BREW7", new HeaderMap(), (all, name) -> all.getFirst(name))
        .ended("-", 404, "id");

    TestObservationRegistryAssert.assertThat(registry)
        .hasSingleObservationThat()
        .hasLowCardinalityKeyValue("method", "OTHER")
        .hasLowCardinalityKeyValue("outcome", "CLIENT_ERROR")
        .hasBeenStopped();
  }
}
