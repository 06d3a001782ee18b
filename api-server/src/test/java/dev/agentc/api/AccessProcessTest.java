package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who may call the program, from outside: its settings, files and a key server as operators have.
 */
class AccessProcessTest {

  private static final String ISSUER = "https://issuer.example";
  private static final String SESSION = "/api/v2/sessions/some-quiet-river-stone";

  private static ECKey signer;

  @TempDir Path directory;

  @BeforeAll
  static void makeKey() throws Exception {
    signer = new ECKeyGenerator(Curve.P_256).keyID("ec-1").generate();
  }

  @Test
  void apiKeys_madeByHashKey_countOnAllAddresses() throws Exception {
    Path keys = directory.resolve("keys");
    String key;
    try (Program program = start(Map.of(), "hash-key", "--name", "ops", "--role", "admin")) {
      assertThat(program.exitCode()).isZero();
      Files.write(keys, program.lines().stream().filter(l -> l.startsWith("ops:")).toList());
      key = program.lines().stream().filter(l -> !l.startsWith("ops:")).reduce("", this::lastWord);
    }
    try (Program server = start(Map.of("API_AUTH", "api-key", "API_KEYS_FILE", keys.toString()))) {
      HttpCalls calls = new HttpCalls("http://127.0.0.1:" + server.port());

      assertThat(server.output())
          .contains("listening on http://0.0.0.0:", "API_KEYS_FILE: 1 keys")
          .doesNotContain("API_AUTH=none", key);
      assertThat(calls.get("/status").status()).isEqualTo(401);
      assertThat(calls.send("GET", "/status", "", "X-API-Key", "wrong").status()).isEqualTo(401);
      assertThat(calls.send("GET", "/status", "", "X-API-Key", key).status()).isEqualTo(200);
      assertThat(calls.get("/health/live").status()).isEqualTo(200);
    }
  }

  private String lastWord(String before, String line) {
    String[] words = line.strip().split("\\s+", -1);
    String last = words[words.length - 1];
    return last.length() >= 40 ? last : before;
  }

  @Test
  void unreadableKeys_exit2WithASentenceOfTheirOwn() throws Exception {
    Map<Path, String> files = new HashMap<>();
    files.put(directory.resolve("missing"), "API_KEYS_FILE ");
    Path bad = Files.writeString(directory.resolve("bad"), "# keys\nops:my-secret-key:admin\n");
    files.put(bad, "API_KEYS_FILE line 2 must be name:sha256-hex:role[,role][:user_id]");
    files.forEach(
        (file, sentence) -> {
          try (Program program =
              start(Map.of("API_AUTH", "api-key", "API_KEYS_FILE", file.toString()))) {
            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.output())
                .contains(sentence)
                .doesNotContain("my-secret-key", "Exception", "listening on");
          }
        });
  }

  @Test
  void tokens_byAJwksFile() throws Exception {
    Path jwks = Files.writeString(directory.resolve("jwks.json"), publicKeys());
    try (Program server = start(tokens(jwks.toString()))) {
      assertTokensCount(server);
    }
  }

  @Test
  void tokens_byAJwksUrl() throws Exception {
    HttpServer issuer = HttpServer.create(new InetSocketAddress(loopback(), 0), 0);
    issuer.createContext(
        "/jwks.json",
        exchange -> {
          byte[] body = publicKeys().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    issuer.start();
    try (Program server = start(tokens(url(issuer.getAddress().getPort())))) {
      assertTokensCount(server);
    } finally {
      issuer.stop(0);
    }
  }

  private void assertTokensCount(Program server) throws Exception {
    HttpCalls calls = new HttpCalls("http://127.0.0.1:" + server.port());

    assertThat(server.output()).contains("listening on http://0.0.0.0:");
    assertThat(calls.get("/metrics").status()).isEqualTo(401);
    assertThat(metrics(calls, "admin", ISSUER)).isEqualTo(200);
    assertThat(metrics(calls, "user", ISSUER)).isEqualTo(403);
    assertThat(metrics(calls, "admin", "https://other.example")).isEqualTo(401);
    assertThat(calls.get(SESSION).status()).isEqualTo(401);
  }

  private static int metrics(HttpCalls calls, String role, String issuer) throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec-1").build(),
            new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience("agentc")
                .subject("john_doe")
                .claim("roles", List.of(role))
                .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                .build());
    token.sign(new ECDSASigner(signer));
    return calls
        .send("GET", "/metrics", "", "Authorization", "Bearer " + token.serialize())
        .status();
  }

  @Test
  void aJwksThatCannotBeFetched_exit1WithASentenceOfItsOwn() throws Exception {
    int free;
    try (ServerSocket once = new ServerSocket(0, 1, loopback())) {
      free = once.getLocalPort();
    }
    try (Program program = start(tokens(url(free)))) {
      assertThat(program.exitCode()).isEqualTo(1);
      assertThat(program.output())
          .contains("API_JWT_JWKS cannot be fetched (ConnectException)")
          .doesNotContain("listening on", "\tat ");
    }
  }

  @Test
  void aJwksServerThatIsSilent_exit1WithinItsLimit() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, loopback());
        Program program = start(tokens(url(silent.getLocalPort())))) {
      assertThat(program.exitCode()).isEqualTo(1);
      assertThat(program.output()).contains("API_JWT_JWKS did not answer within 3 s");
    }
  }

  @Test
  void aJwksFileThatIsNone_exit2() throws Exception {
    Path file = Files.writeString(directory.resolve("jwks.json"), "{}");
    try (Program program = start(tokens(file.toString()))) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.output()).contains("API_JWT_JWKS ").doesNotContain("Exception");
    }
  }

  private static Map<String, String> tokens(String jwks) {
    return Map.of(
        "API_AUTH",
        "jwt",
        "API_JWT_JWKS",
        jwks,
        "API_JWT_ISSUER",
        ISSUER,
        "API_JWT_AUDIENCE",
        "agentc");
  }

  private static String publicKeys() {
    return new JWKSet(signer.toPublicJWK()).toString();
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port + "/jwks.json";
  }

  /** Without a Redis: who may call is told before it is asked. */
  private Program start(Map<String, String> settings, String... words) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("REDIS_PORT", "1");
    return Program.start(directory, all, List.of(), words);
  }
}
