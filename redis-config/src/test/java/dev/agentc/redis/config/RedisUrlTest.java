package dev.agentc.redis.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentc.redis.config.Topology.Sentinel;
import dev.agentc.redis.config.Topology.Standalone;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {

  @ParameterizedTest
  @CsvSource({
    "redis://h,h:6379,0,,,false",
    "REDIS://h/,h:6379,0,,,false",
    "redis://h:1/3,h:1,3,,,false",
    "redis://:p@h:1,h:1,0,,p,false",
    "rediss://u:p@h:1/3,h:1,3,u,p,true",
    "redis://u%40x:p%2F%3F%23%25%3A+:@h,h:6379,0,u@x,p/?#%:+:,false",
    "redis://:p@q@h,h:6379,0,,p@q,false",
    "redis://u:p@[::1]:2/1,[::1]:2,1,u,p,false"
  })
  void standalone_everyForm_isRead(
      String url, String node, int database, String username, String password, boolean tls) {
    RedisConfig config = RedisConfig.from(Map.of("REDIS_URL", url));

    assertThat(config.topology()).isEqualTo(new Standalone(HostAndPort.parse(node, 1)));
    assertThat(config.database()).isEqualTo(database);
    assertThat(config.username()).isEqualTo(Optional.ofNullable(username));
    assertThat(config.password().map(Secret::reveal)).isEqualTo(Optional.ofNullable(password));
    assertThat(config.tls().enabled()).isEqualTo(tls);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis-sentinel://u:p@a:1,b/2#main",
        "redis-sentinel://u:p@a:1,b/2?sentinelMasterId=main"
      })
  void sentinel_withMaster_isRead(String url) {
    RedisConfig config = RedisConfig.from(Map.of("REDIS_URL", url, "REDIS_SENTINEL_PASSWORD", "s"));

    assertThat(config.topology())
        .isEqualTo(
            new Sentinel(
                List.of(new HostAndPort("a", 1), new HostAndPort("b", 26_379)),
                "main",
                Optional.empty(),
                Optional.of(Secret.of("s")),
                Optional.empty()));
    assertThat(config.database()).isEqualTo(2);
    assertThat(config.password()).contains(Secret.of("p"));
  }

  @Test
  void sentinel_withoutMaster_takesTheSetting() {
    RedisConfig config =
        RedisConfig.from(
            Map.of(
                "REDIS_URL", "redis-sentinel://a",
                "REDIS_SENTINEL_MASTER", "main",
                "REDIS_TLS", "true"));

    assertThat(config.topology())
        .isInstanceOfSatisfying(
            Sentinel.class,
            s -> {
              assertThat(s.master()).isEqualTo("main");
            });
    assertThat(config.tls().enabled()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "hunter2://h",
        "redis:/hunter2",
        "redis://u:hunter2@",
        "redis://u:hun/ter2@h/hunter2",
        "redis://u:hunter2@h:x",
        "redis://u:hunter2@h/x",
        "redis://u:hunter2@h/-1",
        "redis://u:hunter2%zz@h",
        "redis://h?password=hunter2",
        "redis://u:hunter2@h#main",
        "redis://u:hunter2@a,b",
        "redis-sentinel://u:hunter2@a,#main",
        "redis-sentinel://a/0?password=hunter2#main",
        "redis://u:hunter2@h h"
      })
  void url_malformed_isAProblemThatShowsNoPartOfIt(String url) {
    Settings settings = Settings.of(Map.of("REDIS_URL", url));
    RedisConfig.from(settings);

    assertThatThrownBy(() -> settings.finish("REDIS_"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("REDIS_URL must be redis://, rediss:// or redis-sentinel://")
        .message()
        .doesNotContain("ter2")
        .doesNotContain("\n");
    assertThat(settings.effective().toString()).doesNotContain("ter2");
  }

  @Test
  void effective_url_showsEverythingButUserAndPassword() {
    Settings settings =
        Settings.of(Map.of("REDIS_URL", "redis-sentinel://user:hunter2@a:1,b/2#main"));
    RedisConfig.from(settings);

    assertThat(settings.effective())
        .containsEntry("REDIS_URL", "redis-sentinel://********@a:1,b:26379/2#main")
        .doesNotContainKeys("REDIS_HOST", "REDIS_PORT", "REDIS_TOPOLOGY", "REDIS_DB");
  }
}
