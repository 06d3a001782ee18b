package dev.agentc.redis.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentc.redis.config.Topology.Cluster;
import dev.agentc.redis.config.Topology.Sentinel;
import dev.agentc.redis.config.Topology.Standalone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisConfigTest {

  private static final String SECRET = "hunter2-never-shown";
  private static final RedisConfig DEFAULTS = RedisConfig.builder().build();

  /**
   * Every REDIS_ name that operators rely on: one that is missing here is not proven to be read.
   */
  private static final List<String> NAMES =
      List.of(
          "REDIS_URL",
          "REDIS_HOST",
          "REDIS_PORT",
          "REDIS_DB",
          "REDIS_USERNAME",
          "REDIS_PASSWORD",
          "REDIS_TOPOLOGY",
          "REDIS_NODES",
          "REDIS_SENTINEL_MASTER",
          "REDIS_SENTINEL_USERNAME",
          "REDIS_SENTINEL_PASSWORD",
          "REDIS_READ_FROM",
          "REDIS_TLS",
          "REDIS_TLS_CA",
          "REDIS_TLS_CERT",
          "REDIS_TLS_KEY",
          "REDIS_TLS_VERIFY",
          "REDIS_CONNECTION_TIMEOUT",
          "REDIS_SOCKET_TIMEOUT",
          "REDIS_MAX_CONNECTIONS",
          "REDIS_COMMAND_QUEUE",
          "REDIS_KEY_PREFIX",
          "REDIS_WRITE_REPLICAS",
          "REDIS_WRITE_TIMEOUT",
          "REDIS_CLIENT_NAME");

  @TempDir private Path directory;

  private static Arguments maps(
      Map<String, String> values, Function<RedisConfig, Object> read, Object expected) {
    return Arguments.of(new HashMap<>(values), read, expected);
  }

  static Stream<Arguments> settings() {
    Map<String, String> sentinel =
        Map.of(
            "REDIS_TOPOLOGY", "sentinel",
            "REDIS_NODES", "a:1, [::1]:2,c",
            "REDIS_SENTINEL_MASTER", "main",
            "REDIS_SENTINEL_USERNAME", "watcher",
            "REDIS_SENTINEL_PASSWORD", "s");
    return Stream.of(
        maps(Map.of("REDIS_URL", "redis://h:1/2"), RedisConfig::database, 2),
        maps(Map.of("REDIS_HOST", "h"), RedisConfig::topology, standalone("h", 6379)),
        maps(Map.of("REDIS_HOST", "[::1]"), RedisConfig::topology, standalone("::1", 6379)),
        maps(Map.of("REDIS_PORT", "1"), RedisConfig::topology, standalone("localhost", 1)),
        maps(Map.of("REDIS_DB", "15"), RedisConfig::database, 15),
        maps(
            Map.of("REDIS_USERNAME", "u", "REDIS_PASSWORD", "p"),
            RedisConfig::username,
            Optional.of("u")),
        maps(Map.of("REDIS_PASSWORD", "p"), RedisConfig::password, Optional.of(Secret.of("p"))),
        maps(
            sentinel,
            RedisConfig::topology,
            new Sentinel(
                List.of(
                    new HostAndPort("a", 1),
                    new HostAndPort("::1", 2),
                    new HostAndPort("c", 26_379)),
                "main",
                Optional.of("watcher"),
                Optional.of(Secret.of("s")),
                Optional.empty())),
        maps(
            Map.of("REDIS_TOPOLOGY", "cluster", "REDIS_NODES", "a:1,b"),
            RedisConfig::topology,
            new Cluster(List.of(new HostAndPort("a", 1), new HostAndPort("b", 6379)))),
        maps(
            Map.of("REDIS_READ_FROM", "replica-preferred"),
            RedisConfig::readFrom,
            ReadFrom.REPLICA_PREFERRED),
        maps(Map.of("REDIS_TLS", "true"), config -> config.tls().enabled(), true),
        maps(
            Map.of("REDIS_TLS", "true", "REDIS_TLS_VERIFY", "ca"),
            config -> config.tls().verify(),
            TlsConfig.Verify.CA),
        maps(
            Map.of("REDIS_CONNECTION_TIMEOUT", "0.25"),
            RedisConfig::connectionTimeout,
            Duration.ofMillis(250)),
        maps(
            Map.of("REDIS_SOCKET_TIMEOUT", "7"),
            RedisConfig::commandTimeout,
            Duration.ofSeconds(7)),
        maps(Map.of("REDIS_MAX_CONNECTIONS", "4"), RedisConfig::maxConnections, 4),
        maps(Map.of("REDIS_COMMAND_QUEUE", "1"), RedisConfig::commandQueue, 1),
        maps(Map.of("REDIS_KEY_PREFIX", "a.b-c_1"), RedisConfig::keyPrefix, "a.b-c_1"),
        maps(Map.of("REDIS_WRITE_REPLICAS", "2"), RedisConfig::writeReplicas, 2),
        maps(
            Map.of("REDIS_WRITE_TIMEOUT", "0.5"),
            RedisConfig::writeTimeout,
            Duration.ofMillis(500)),
        maps(Map.of("REDIS_CLIENT_NAME", "api-1"), RedisConfig::clientName, "api-1"));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void setting_set_isMapped(
      Map<String, String> values, Function<RedisConfig, Object> read, Object expected) {
    assertThat(read.apply(RedisConfig.from(values))).isEqualTo(expected);
    assertThat(read.apply(DEFAULTS)).isNotEqualTo(expected);
  }

  @Test
  void settings_ofTheTable_areEveryNameExceptTheTlsFiles() {
    TreeSet<String> covered = new TreeSet<>(List.of("REDIS_TLS_CA", "REDIS_TLS_CERT"));
    covered.add("REDIS_TLS_KEY");
    settings()
        .forEach(row -> ((Map<?, ?>) row.get()[0]).keySet().forEach(k -> covered.add("" + k)));

    assertThat(covered).containsExactlyInAnyOrderElementsOf(NAMES);
  }

  @Test
  void from_everyNameWithNonsense_knowsEveryName() {
    Map<String, String> values = new HashMap<>();
    NAMES.forEach(name -> values.put(name, "\u0007 nonsense"));

    assertThat(problems(values)).isNotEmpty().noneMatch(p -> p.contains("is not a setting"));
  }

  @Test
  void from_nothing_isALocalRedisWithTheDocumentedDefaults() {
    RedisConfig config = RedisConfig.from(Map.of("PATH", "/bin"));

    assertThat(config).isEqualTo(DEFAULTS);
    assertThat(config.topology()).isEqualTo(standalone("localhost", 6379));
    assertThat(config.connectionTimeout()).hasSeconds(5);
    assertThat(config.commandTimeout()).hasSeconds(5);
    assertThat(config.writeTimeout()).hasSeconds(1);
    assertThat(config.maxConnections()).isEqualTo(50);
    assertThat(config.commandQueue()).isEqualTo(10_000);
    assertThat(config.keyPrefix()).isEqualTo("agentc");
    assertThat(config.clientName()).isEqualTo("agentc");
    assertThat(config.readFrom()).isEqualTo(ReadFrom.PRIMARY);
    assertThat(config.tls()).isEqualTo(TlsConfig.OFF);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // settings => part of the only problem
        "REDIS_TOPOLOGY=cluster REDIS_NODES=a:1 REDIS_DB=1 => REDIS_DB must be 0 with",
        "REDIS_TOPOLOGY=cluster => REDIS_NODES must name at least one",
        "REDIS_TOPOLOGY=cluster REDIS_NODES=a,a => REDIS_NODES must not name a node twice",
        "REDIS_TOPOLOGY=cluster REDIS_NODES=a REDIS_SENTINEL_MASTER=m => needs REDIS_TOPOLOGY=sent",
        "REDIS_TOPOLOGY=cluster REDIS_NODES=a REDIS_HOST=b => REDIS_HOST must not be set with",
        "REDIS_TOPOLOGY=sentinel REDIS_NODES=a => REDIS_SENTINEL_MASTER must be set",
        "REDIS_TOPOLOGY=sentinel REDIS_SENTINEL_MASTER=m => REDIS_NODES must name at least one",
        "REDIS_TOPOLOGY=sentinel REDIS_SENTINEL_MASTER=m REDIS_NODES=a:x => REDIS_NODES must be",
        "REDIS_TOPOLOGY=sentinel REDIS_SENTINEL_MASTER=m REDIS_NODES=a REDIS_PORT=1 => REDIS_PORT",
        "REDIS_NODES=a => REDIS_NODES needs REDIS_TOPOLOGY=sentinel or cluster",
        "REDIS_SENTINEL_MASTER=m => REDIS_SENTINEL_MASTER needs REDIS_TOPOLOGY=sentinel",
        "REDIS_SENTINEL_PASSWORD=m => REDIS_SENTINEL_PASSWORD needs REDIS_TOPOLOGY=sentinel",
        "REDIS_SENTINEL_USERNAME=m => REDIS_SENTINEL_USERNAME needs REDIS_TOPOLOGY=sentinel",
        "REDIS_TOPOLOGY=sentinel REDIS_SENTINEL_MASTER=m REDIS_NODES=a REDIS_SENTINEL_USERNAME=u => needs REDIS_SENTINEL_PASSWORD",
        "REDIS_TOPOLOGY=sentinel REDIS_SENTINEL_MASTER=m REDIS_NODES=a REDIS_SENTINEL_USERNAME=u REDIS_SENTINEL_PASSWORD_FILE=/none => names a file that does not exist",
        "REDIS_TLS_VERIFY=none => need REDIS_TLS=true",
        "REDIS_URL=redis://h REDIS_TLS_VERIFY=ca => need REDIS_TLS=true",
        "REDIS_USERNAME=u => REDIS_USERNAME needs REDIS_PASSWORD",
        "REDIS_URL=redis://u@h => REDIS_USERNAME needs REDIS_PASSWORD",
        "REDIS_WRITE_REPLICAS=1 REDIS_SOCKET_TIMEOUT=1 => REDIS_WRITE_TIMEOUT must be shorter",
        "REDIS_URL=redis://h REDIS_HOST=b => REDIS_HOST must not be set with REDIS_URL",
        "REDIS_URL=redis://h REDIS_PORT=1 => REDIS_PORT must not be set with REDIS_URL",
        "REDIS_URL=redis://h REDIS_NODES=b => REDIS_NODES must not be set with REDIS_URL",
        "REDIS_URL=redis://h REDIS_TOPOLOGY=cluster => REDIS_TOPOLOGY must not be set with",
        "REDIS_URL=redis://h/1 REDIS_DB=1 => REDIS_DB must not be set with a REDIS_URL with a data",
        "REDIS_URL=redis://:p@h REDIS_PASSWORD=p => REDIS_PASSWORD must not be set with a REDIS_URL",
        "REDIS_URL=rediss://h REDIS_TLS=true => REDIS_TLS must not be set with a REDIS_URL",
        "REDIS_URL=redis://h REDIS_SENTINEL_MASTER=m => needs REDIS_TOPOLOGY=sentinel",
        "REDIS_URL=redis-sentinel://h => REDIS_SENTINEL_MASTER must be set",
        "REDIS_URL=redis-sentinel://h#m REDIS_SENTINEL_MASTER=m => REDIS_SENTINEL_MASTER must not",
        "REDIS_MAX_CONNECTIONS=3 => REDIS_MAX_CONNECTIONS must be a whole number from 4",
        "REDIS_KEY_PREFIX=a:b => REDIS_KEY_PREFIX must match [A-Za-z0-9_.-]+: was a:b",
        "REDIS_CLIENT_NAME=ä => REDIS_CLIENT_NAME must be printable ASCII",
        "REDIS_CONNECTION_TIMEOUT=0 => REDIS_CONNECTION_TIMEOUT must be seconds from 0.001",
        "REDIS_HOST=redis:6379 => REDIS_HOST: a host must be",
        "REDIS_PORT=tcp://10.0.0.1:6379 => enableServiceLinks: false",
        "REDIS_HOTS=h => REDIS_HOTS is not a setting: did you mean REDIS_HOST?",
        "REDIS_USER=h => REDIS_USER is not a setting: did you mean REDIS_USERNAME?",
        "REDIS_PASS=h => REDIS_PASS is not a setting: did you mean REDIS_PASSWORD?",
        "REDIS_PASSWORDFILE=h => did you mean REDIS_PASSWORD_FILE?",
      })
  void contradiction_isTheOnlyProblem(String row) {
    String[] parts = row.split(" => ", 2);
    Map<String, String> values = new HashMap<>();
    for (String setting : parts[0].split(" ", -1)) {
      values.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    }

    assertThat(problems(values)).singleElement().asString().contains(parts[1]);
  }

  @Test
  void url_withoutWhatASettingSays_goesTogetherWithIt() throws IOException {
    Path file = Files.writeString(directory.resolve("pw"), "p\n");

    RedisConfig config =
        RedisConfig.from(
            Map.of(
                "REDIS_URL", "rediss://h",
                "REDIS_DB", "3",
                "REDIS_USERNAME", "u",
                "REDIS_PASSWORD_FILE", file.toString()));

    assertThat(config.database()).isEqualTo(3);
    assertThat(config.username()).contains("u");
    assertThat(config.password()).contains(Secret.of("p"));
    assertThat(config.passwordFile()).contains(file);
  }

  @Test
  void passwordFile_missing_isOneProblemAlsoWithAUser() {
    assertThat(problems(Map.of("REDIS_USERNAME", "u", "REDIS_PASSWORD_FILE", "/does/not/exist")))
        .singleElement()
        .isEqualTo("REDIS_PASSWORD_FILE names a file that does not exist: was /does/not/exist");
  }

  @Test
  void tlsFiles_withoutTls_areAContradictionAndTheirContentIsChecked() throws IOException {
    Path file = Files.writeString(directory.resolve("x.pem"), "no PEM");

    assertThat(
            problems(
                Map.of(
                    "REDIS_TLS_CA", file.toString(),
                    "REDIS_TLS_CERT", directory.resolve("missing").toString())))
        .containsExactlyInAnyOrder(
            "REDIS_TLS_CA must hold certificates in PEM: was " + file,
            "REDIS_TLS_CERT must name a readable file: was " + directory.resolve("missing"),
            "REDIS_TLS_CERT and REDIS_TLS_KEY must be set together",
            "REDIS_TLS_CA, REDIS_TLS_CERT, REDIS_TLS_KEY and REDIS_TLS_VERIFY need REDIS_TLS=true"
                + " or a rediss:// URL");
  }

  @Test
  void tlsKey_encryptedOrOfAnotherForm_isAProblemThatSaysHowToConvert() throws IOException {
    Path key =
        Files.writeString(
            directory.resolve("key.pem"), "-----BEGIN RSA PRIVATE KEY-----\n" + SECRET);

    assertThat(PemFile.key("REDIS_TLS_KEY", key))
        .hasValueSatisfying(
            problem -> assertThat(problem).contains("openssl pkcs8").doesNotContain(SECRET));
  }

  @Test
  void tlsFiles_good_areMapped() throws IOException {
    Path certificate = directory.resolve("cert.pem");
    Files.copy(RedisConfigTest.class.getResourceAsStream("certificate.pem"), certificate);
    Path key =
        Files.writeString(
            directory.resolve("key.pem"),
            "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n");

    TlsConfig tls =
        RedisConfig.from(
                Map.of(
                    "REDIS_TLS", "true",
                    "REDIS_TLS_CA", certificate.toString(),
                    "REDIS_TLS_CERT", certificate.toString(),
                    "REDIS_TLS_KEY", key.toString()))
            .tls();

    assertThat(tls)
        .isEqualTo(
            new TlsConfig(
                true,
                Optional.of(certificate),
                Optional.of(certificate),
                Optional.of(key),
                TlsConfig.Verify.FULL));
  }

  @Test
  void deprecated_names_warnAndSayWhatReplacedThem() {
    Settings settings =
        Settings.of(
            Map.of(
                "REDIS_DATA_DIR", "/x",
                "REDIS_STARTUP_TIMEOUT", "3",
                "MANAGE_REDIS_LIFECYCLE", "true"));
    RedisConfig.from(settings);
    settings.finish("REDIS_");

    assertThat(settings.warnings())
        .hasSize(3)
        .allMatch(warning -> warning.contains("Redis is managed outside of this program"));
  }

  @Test
  void superfluous_settings_warn() {
    Settings settings =
        Settings.of(
            Map.of(
                "REDIS_READ_FROM", "nearest",
                "REDIS_WRITE_TIMEOUT", "2",
                "REDIS_TLS", "true",
                "REDIS_TLS_VERIFY", "none"));
    RedisConfig.from(settings);
    settings.finish("REDIS_");

    assertThat(settings.warnings()).hasSize(3);
  }

  @Test
  void secrets_everywhere_appearNowhere() {
    Map<String, String> values = new HashMap<>();
    values.put("REDIS_URL", "redis://" + SECRET + ":" + SECRET + "@h:" + SECRET + "?x=" + SECRET);
    values.put("REDIS_PASSWORD", SECRET);
    values.put("REDIS_PASWORD", SECRET);
    values.put("REDIS_SENTINEL_PASSWORD", SECRET);
    values.put("REDIS_PORT", "redis://:" + SECRET + "@h");
    values.put("REDIS_HOST", "redis://:" + SECRET + "@h");
    values.put("REDIS_NODES", "redis://:" + SECRET + "@h");
    Settings settings = Settings.of(values);

    RedisConfig config = RedisConfig.from(settings);

    assertThatThrownBy(() -> settings.finish("REDIS_")).message().doesNotContain(SECRET);
    assertThat(settings.effective().toString() + settings.warnings() + config)
        .doesNotContain(SECRET);
  }

  @Test
  void toString_ofAValidConfig_showsNoSecret() {
    RedisConfig config =
        RedisConfig.from(
            Map.of(
                "REDIS_TOPOLOGY", "sentinel",
                "REDIS_NODES", "a",
                "REDIS_SENTINEL_MASTER", "m",
                "REDIS_SENTINEL_PASSWORD", SECRET,
                "REDIS_PASSWORD", SECRET));

    assertThat(config.toString()).doesNotContain(SECRET).contains("********");
  }

  @Test
  void builder_brokenRules_areAllReported() {
    RedisConfig.Builder builder =
        RedisConfig.builder()
            .database(-1)
            .maxConnections(1)
            .commandQueue(0)
            .connectionTimeout(Duration.ZERO)
            .keyPrefix("")
            .passwordFile(Path.of("x"))
            .username("u");

    assertThat(catchThrowableOfType(ConfigException.class, builder::build).problems()).hasSize(7);
  }

  @Test
  void readsThatMayBeStale_needAConnectionMore() {
    Map<String, String> values =
        Map.of(
            "REDIS_TOPOLOGY", "cluster",
            "REDIS_NODES", "a:1",
            "REDIS_READ_FROM", "nearest",
            "REDIS_MAX_CONNECTIONS", "4");

    assertThat(problems(values)).containsExactly("REDIS_MAX_CONNECTIONS must be at least 5: was 4");
  }

  @Test
  void builder_writeTimeoutLongerThanCommandTimeout_mattersOnlyWithReplicas() {
    RedisConfig.Builder builder = RedisConfig.builder().commandTimeout(Duration.ofMillis(500));

    assertThatCode(builder::build).doesNotThrowAnyException();
    assertThatThrownBy(builder.writeReplicas(1)::build)
        .hasMessageContaining("REDIS_WRITE_TIMEOUT must be shorter than REDIS_SOCKET_TIMEOUT");
  }

  private static Topology standalone(String host, int port) {
    return new Standalone(new HostAndPort(host, port));
  }

  private static List<String> problems(Map<String, String> values) {
    return catchThrowableOfType(ConfigException.class, () -> RedisConfig.from(values)).problems();
  }
}
