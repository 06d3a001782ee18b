package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerLimitsTest {

  private static final long MIB = 1024 * 1024;

  @ParameterizedTest
  @CsvSource({"8,256", "16,256", "64,1024", "128,2048", "256,4096", "4096,4096"})
  void aPage_isOf64thOfTheHeap_from256KibTo4Mib(long heapMib, int pageKib) {
    assertThat(ServerLimits.pageBytes(heapMib * MIB)).isEqualTo(pageKib * 1024);
  }
}
