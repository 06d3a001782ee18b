package dev.agentc.redis.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What each operation promises, seen by an application's connection; on the backend that {@code
 * -Dredis.fixture} names.
 */
class RedisExtensionIT {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @BeforeEach
  void reset() {
    redis.reset();
  }

  @Test
  void settings_nameTheServer() {
    assertThat(redis.settings())
        .isEqualTo(
            Map.of("REDIS_HOST", redis.host(), "REDIS_PORT", Integer.toString(redis.port())));
    assertThat(redis.uri()).isEqualTo("redis://" + redis.host() + ":" + redis.port());
  }

  @Test
  void cli_showsEveryKindOfReply() {
    assertThat(redis.cli("SET", "a", "ü\r\n")).isEqualTo("OK");
    assertThat(redis.cli("GET", "a")).isEqualTo("ü\r\n");
    assertThat(redis.cli("GET", "b")).isEqualTo("(nil)");
    assertThat(redis.cli("DBSIZE")).isEqualTo("1");
    assertThat(redis.cli("MGET", "a", "b")).isEqualTo("ü\r\n\n(nil)");
    assertThatThrownBy(() -> redis.cli("HGET", "a", "b"))
        .isInstanceOf(RedisErrorReply.class)
        .hasMessageStartingWith("WRONGTYPE");
  }

  @Test
  void stop_connection_isRefused_untilStart() throws Exception {
    int port = redis.port();
    redis.stop();
    assertThat(redis.isRunning()).isFalse();
    assertThatThrownBy(() -> ping()).isInstanceOf(IOException.class);

    redis.start();
    assertThat(redis.port()).isEqualTo(port);
    assertThat(ping()).isEqualTo("PONG");
  }

  @Test
  void kill_withoutAppendOnly_losesTheData_andTheConnections() throws Exception {
    try (Caller caller = Caller.of(redis)) {
      caller.call("SET", "a", "1");
      redis.kill();
      assertThatThrownBy(() -> caller.call("GET", "a")).isInstanceOf(IOException.class);
    }
    redis.start();
    assertThat(redis.cli("DBSIZE")).isEqualTo("0");
  }

  @Test
  void restart_isAnotherProcess() {
    String before = redis.info("server").get("run_id");
    redis.restart();
    assertThat(redis.info("server").get("run_id")).isNotEqualTo(before);
  }

  @Test
  void pause_connects_butNeverAnswers_untilResume() throws Exception {
    try (Caller caller = Caller.of(redis)) {
      redis.pause();
      assertThatThrownBy(this::pingImpatiently).isInstanceOf(SocketTimeoutException.class);
      assertThat(redis.isRunning()).isTrue();

      redis.resume();
      assertThat(caller.call("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void kill_ofAPausedServer_ends() throws Exception {
    redis.pause();
    redis.kill();
    redis.start();
    assertThat(ping()).isEqualTo("PONG");
  }

  @Test
  void fill_thenFlush_countKeys() {
    redis.fill(2_500);
    assertThat(redis.cli("DBSIZE")).isEqualTo("2500");
    redis.flush();
    assertThat(redis.cli("DBSIZE")).isEqualTo("0");
  }

  @Test
  void commandCounts_areTheApplicationsOnly() throws Exception {
    redis.fill(3);
    redis.cli("CONFIG", "GET", "maxmemory");
    try (Caller caller = Caller.of(redis)) {
      caller.call("SET", "a", "1");
      caller.call("SET", "a", "2");
      caller.call("CONFIG", "GET", "maxmemory");
    }
    assertThat(redis.commandCounts())
        .isIn(Map.of("set", 2L, "config|get", 1L), Map.of("set", 2L, "config", 1L));

    redis.resetCounts();
    assertThat(redis.commandCounts()).isEmpty();
  }

  @Test
  void makeReadOnly_refusesWritesOnly_onTheSameConnection() throws Exception {
    try (Caller caller = Caller.of(redis)) {
      caller.call("SET", "a", "1");
      redis.makeReadOnly();
      assertThatThrownBy(() -> caller.call("SET", "a", "2")).hasMessageStartingWith("READONLY");
      assertThat(caller.call("GET", "a")).isEqualTo("1");

      redis.makeWritable();
      assertThat(caller.call("SET", "a", "3")).isEqualTo("OK");
    }
  }

  @Test
  void loseMaster_refusesReadsToo() throws Exception {
    try (Caller caller = Caller.of(redis)) {
      redis.loseMaster();
      assertThatThrownBy(() -> caller.call("GET", "a")).hasMessageStartingWith("MASTERDOWN");

      redis.makeWritable();
      assertThat(caller.call("GET", "a")).isEqualTo("(nil)");
    }
  }

  @Test
  void outOfMemory_refusesWhatNeedsMemory() throws Exception {
    try (Caller caller = Caller.of(redis)) {
      caller.call("SET", "a", "1");
      redis.outOfMemory(true);
      assertThatThrownBy(() -> caller.call("SET", "b", "2")).hasMessageStartingWith("OOM");
      assertThat(caller.call("GET", "a")).isEqualTo("1");

      redis.outOfMemory(false);
      assertThat(caller.call("SET", "b", "2")).isEqualTo("OK");
    }
  }

  @Test
  void failPersistence_refusesWrites() throws Exception {
    try (Caller caller = Caller.of(redis)) {
      redis.failPersistence(true);
      assertThatThrownBy(() -> caller.call("SET", "a", "1")).hasMessageStartingWith("MISCONF");
      assertThat(caller.call("GET", "a")).isEqualTo("(nil)");

      redis.failPersistence(false);
      assertThat(caller.call("SET", "a", "1")).isEqualTo("OK");
      assertThat(redis.info("persistence")).containsEntry("rdb_last_bgsave_status", "ok");
    }
  }

  @Test
  void restartLoading_answersLoading_untilFinished_andKeepsTheData() throws Exception {
    redis.cli("SET", "a", "1");
    redis.restartLoading();
    try (Caller caller = Caller.of(redis)) {
      assertThatThrownBy(() -> caller.call("GET", "a")).hasMessageStartingWith("LOADING");
    }

    redis.finishLoading();
    assertThat(redis.cli("GET", "a")).isEqualTo("1");
    assertThat(redis.cli("DBSIZE")).isEqualTo("1");
  }

  @Test
  void reset_undoesEverything() throws Exception {
    redis.fill(1);
    redis.failPersistence(true);
    redis.outOfMemory(true);
    redis.makeReadOnly();
    redis.pause();

    redis.reset();
    try (Caller caller = Caller.of(redis)) {
      assertThat(caller.call("SET", "a", "1")).isEqualTo("OK");
    }
    assertThat(redis.cli("DBSIZE")).isEqualTo("1");
  }

  private static String ping() throws IOException {
    try (Caller caller = Caller.of(redis)) {
      return caller.call("PING");
    }
  }

  private void pingImpatiently() throws IOException {
    try (Caller caller = Caller.impatient(redis)) {
      caller.call("PING");
    }
  }
}
