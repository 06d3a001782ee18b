package dev.agentc.redis.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** What each option promises. */
class RedisBuilderIT {
  @Test
  void create_defaultUser_needsNoPassword_andNothingIsSaved() throws Exception {
    try (RedisServer redis = RedisServer.create();
        Caller caller = Caller.of(redis)) {
      assertThat(caller.call("CONFIG", "GET", "save")).isEqualTo("save\n");
    }
  }

  @Test
  void twoServers_donotMeet() {
    try (RedisServer one = RedisServer.create();
        RedisServer two = RedisServer.create()) {
      one.cli("SET", "a", "1");
      assertThat(two.port()).isNotEqualTo(one.port());
      assertThat(two.cli("DBSIZE")).isEqualTo("0");
    }
  }

  @Test
  void password_isDemanded_andInTheSettings() throws Exception {
    try (RedisServer redis = RedisServer.builder().password("p\"w d").build();
        Caller caller = Caller.of(redis)) {
      assertThatThrownBy(() -> caller.call("PING")).hasMessageStartingWith("NOAUTH");
      assertThatThrownBy(() -> caller.call("AUTH", "no")).hasMessageStartingWith("WRONGPASS");
      assertThat(caller.call("AUTH", redis.settings().get("REDIS_PASSWORD"))).isEqualTo("OK");
    }
  }

  @Test
  void aclUser_mayDoNoMoreThanItsRules() throws Exception {
    try (RedisServer redis =
            RedisServer.builder().aclUser("app", "secret", "~agentc:*", "+@all").build();
        Caller caller = Caller.of(redis)) {
      Map<String, String> settings = redis.settings("app");
      caller.call("AUTH", settings.get("REDIS_USERNAME"), settings.get("REDIS_PASSWORD"));

      assertThat(caller.call("SET", "agentc:a", "1")).isEqualTo("OK");
      assertThatThrownBy(() -> caller.call("SET", "a", "1")).hasMessageStartingWith("NOPERM");
    }
  }

  @Test
  void appendOnly_kill_keepsEveryWrite() throws Exception {
    try (RedisServer redis = RedisServer.builder().appendOnly().build()) {
      try (Caller caller = Caller.of(redis)) {
        caller.call("SET", "a", "1");
        redis.kill();
      }
      redis.start();
      assertThat(redis.cli("GET", "a")).isEqualTo("1");
    }
  }

  @Test
  void appendOnly_restartLoading_works() {
    try (RedisServer redis = RedisServer.builder().appendOnly().build()) {
      redis.cli("SET", "a", "1");
      redis.restartLoading();
      assertThat(redis.info("persistence")).containsEntry("loading", "1");
      redis.finishLoading();
      assertThat(redis.cli("GET", "a")).isEqualTo("1");
    }
  }

  @Test
  void config_isInRedisConf() {
    try (RedisServer redis = RedisServer.builder().config("databases", "3").build()) {
      assertThat(redis.cli("CONFIG", "GET", "databases")).isEqualTo("databases\n3");
    }
  }

  @Test
  void config_wrong_failsWithTheServersWords() {
    RedisBuilder<RedisServer> wrong = RedisServer.builder().config("no-such-setting", "1");
    assertThatThrownBy(wrong::build).hasMessageContaining("no-such-setting");
  }

  @Test
  void startStopped_refuses_untilStart() throws Exception {
    try (RedisServer redis = RedisServer.builder().startStopped().build()) {
      assertThatThrownBy(() -> Caller.of(redis)).isInstanceOf(IOException.class);
      redis.start();
      try (Caller caller = Caller.of(redis)) {
        assertThat(caller.call("PING")).isEqualTo("PONG");
      }
    }
  }

  @Test
  void tls_speaksTlsOnly_underItsOwnCa() throws Exception {
    try (RedisServer redis = RedisServer.builder().tls().build()) {
      assertThat(redis.uri()).startsWith("rediss://");
      assertThatThrownBy(() -> ping(redis, Optional.empty())).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> ping(redis, Optional.of(SSLContext.getDefault())))
          .isInstanceOf(IOException.class);

      SSLContext trusting = trusting(Path.of(redis.settings().get("REDIS_TLS_CA")));
      assertThat(ping(redis, Optional.of(trusting))).isEqualTo("PONG");
      redis.restart();
      assertThat(ping(redis, Optional.of(trusting))).isEqualTo("PONG");
    }
  }

  @Test
  void mutualTls_demandsAClientsCertificate() throws Exception {
    try (RedisServer redis = RedisServer.builder().mutualTls().build()) {
      Map<String, String> settings = redis.settings();
      SSLContext withoutCertificate = trusting(Path.of(settings.get("REDIS_TLS_CA")));
      assertThatThrownBy(() -> ping(redis, Optional.of(withoutCertificate)))
          .isInstanceOf(IOException.class);
      // The fixture's own connection shows the certificate of the client.
      assertThat(redis.cli("PING")).isEqualTo("PONG");
      assertThat(Files.readString(Path.of(settings.get("REDIS_TLS_KEY")))).contains("PRIVATE KEY");
      assertThat(Path.of(settings.get("REDIS_TLS_CERT"))).exists();
    }
  }

  @Test
  void close_leavesNothing() {
    RedisServer redis = RedisServer.builder().tls().build();
    Path directory = redis.certificate("ca.crt").getParent();
    int port = redis.port();
    String host = redis.host();

    redis.close();
    assertThat(directory).doesNotExist();
    assertThatThrownBy(() -> RespConnection.open(host, port, Optional.empty()))
        .isInstanceOf(IOException.class);
  }

  private static String ping(RedisControl redis, Optional<SSLContext> tls) throws IOException {
    try (Caller caller = Caller.of(redis, tls)) {
      return caller.call("PING");
    }
  }

  private static SSLContext trusting(Path ca) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    byte[] pem = Files.readString(ca).getBytes(UTF_8);
    store.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
