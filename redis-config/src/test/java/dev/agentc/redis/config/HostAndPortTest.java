package dev.agentc.redis.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostAndPortTest {

  @ParameterizedTest
  @CsvSource({
    "redis,redis,1,redis:1",
    "redis_1:2,redis_1,2,redis_1:2",
    "10.0.0.1:3,10.0.0.1,3,10.0.0.1:3",
    "::1,::1,1,[::1]:1",
    "[::1],::1,1,[::1]:1",
    "[fe80::1%eth0]:65535,fe80::1%eth0,65535,[fe80::1%eth0]:65535"
  })
  void parse_everyForm_isRead(String text, String host, int port, String printed) {
    HostAndPort parsed = HostAndPort.parse(text, 1);

    assertThat(parsed).isEqualTo(new HostAndPort(host, port)).hasToString(printed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":1",
        "h:",
        "h:0",
        "h:65536",
        "h:x",
        "h:-1",
        "a b",
        "u:hunter2@h",
        "h/0",
        "redis://hunter2",
        "[h]:1",
        "[::1",
        "hunter2\n"
      })
  void parse_notANode_failsWithoutShowingIt(String text) {
    assertThatThrownBy(() -> HostAndPort.parse(text, 1))
        .isInstanceOf(ConfigException.class)
        .message()
        .doesNotContain("hunter2");
  }
}
