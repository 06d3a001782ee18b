package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.ConfigException;
import dev.agentc.redis.config.Settings;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {

  private final AllowedHosts hosts = AllowedHosts.defaults();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost",
        "http://localhost:3000",
        "https://LOCALHOST:3000",
        "https://my.app.local",
        "http://a.local:1"
      })
  void origins_ofTheseHosts_areAllowed_onAnyPort(String origin) {
    assertThat(hosts.allowsOrigin(origin)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "",
        "http://evil.example",
        "http://localhost.evil.example",
        "http://evillocalhost",
        "http://evil.local.example",
        "http://local",
        "http://localhost@evil.example",
        "http://evil.example#.local",
        "http://evil.example?.local",
        "http://evil.example/.local",
        "http://evil.example\\.local",
        "http://localhost/",
        "file://localhost",
        "chrome-extension://localhost",
        "localhost",
        "//localhost",
        "http://local host",
        "http://[::1"
      })
  void otherOrigins_areNot(String origin) {
    assertThat(hosts.allowsOrigin(origin)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:8000",
        "[::1]:8000",
        "10.0.0.7",
        "localhost",
        "api",
        "api:8000",
        "x.local"
      })
  void hostHeaders_thatNoForeignSiteHas_areTrusted(String host) {
    assertThat(hosts.allowsHostHeader(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "evil.example:8000", "127.0.0.1.evil.example", "1.2.3.4.5"})
  void hostHeaders_thatAForeignSiteMayHave_areNot(String host) {
    assertThat(hosts.allowsHostHeader(host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "https://x", "x:80", "*.x", "a b", "a,,b", "."})
  void settings_thatAreNoHosts_stopTheStart(String text) {
    Settings settings = Settings.of(Map.of("API_ALLOWED_HOSTS", text));
    AllowedHosts.from(settings);
    Assertions.assertThatThrownBy(() -> settings.finish("API_"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("API_ALLOWED_HOSTS must be hosts");
  }

  @Test
  void settings_replaceTheDefault() {
    AllowedHosts own =
        AllowedHosts.from(
            Settings.of(Map.of("API_ALLOWED_HOSTS", "app.example, .Example.ORG, 10.0.0.1")));
    assertThat(own.allowsOrigin("https://app.example")).isTrue();
    assertThat(own.allowsOrigin("https://a.b.example.org:1")).isTrue();
    assertThat(own.allowsOrigin("https://example.org")).isFalse();
    assertThat(own.allowsOrigin("http://10.0.0.1:3000")).isTrue();
    assertThat(own.allowsOrigin("http://localhost")).isFalse();
  }
}
