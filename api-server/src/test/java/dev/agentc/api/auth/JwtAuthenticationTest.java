package dev.agentc.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.agentc.api.ApiException;
import dev.agentc.api.ErrorCode;
import dev.agentc.redis.config.ConfigException;
import dev.agentc.redis.config.Settings;
import dev.agentc.repository.user.UserId;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwtAuthenticationTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final String ISSUER = "https://issuer.example";
  private static final String AUDIENCE = "agentc";

  private static RSAKey rsa;
  private static RSAKey otherRsa;
  private static ECKey ec;

  @TempDir Path directory;
  private Path file;
  private JwtAuthentication authentication;

  @BeforeAll
  static void keys() throws JOSEException {
    rsa = new RSAKeyGenerator(2048).keyID("rsa-1").generate();
    otherRsa = new RSAKeyGenerator(2048).keyID("rsa-2").generate();
    ec = new ECKeyGenerator(Curve.P_256).keyID("ec-1").generate();
  }

  @BeforeEach
  void start() throws IOException {
    file = directory.resolve("jwks.json");
    publish(rsa, ec);
    authentication = create(new AuthConfig.JwksSource.File(file));
    authentication.start().toCompletableFuture().join();
  }

  @AfterEach
  void stop() {
    authentication.close();
  }

  private void publish(com.nimbusds.jose.jwk.JWK... keys) throws IOException {
    Files.writeString(file, new JWKSet(List.of(keys)).toString());
  }

  private static JwtAuthentication create(AuthConfig.JwksSource source) {
    return JwtAuthentication.create(
        new AuthConfig.Jwt(source, ISSUER, AUDIENCE), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .subject("john_doe")
        .expirationTime(Date.from(NOW.plusSeconds(300)));
  }

  private static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) {
    try {
      SignedJWT jwt = new SignedJWT(header, claims);
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static String byRsa(RSAKey key, JWTClaimsSet claims) {
    try {
      return signed(
          new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
          claims,
          new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static String token(JWTClaimsSet.Builder claims) {
    return byRsa(rsa, claims.build());
  }

  private static Caller caller(Authentication authentication, String token) {
    try {
      return stage(authentication, token).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw (RuntimeException) e.getCause();
    }
  }

  private static CompletionStage<Caller> stage(Authentication authentication, String token) {
    return authentication.authenticate(new Credentials(List.of("Bearer " + token), List.of()));
  }

  private Caller caller(String token) {
    return caller(authentication, token);
  }

  private void refuses(String token, String message) {
    refuses(ErrorCode.UNAUTHENTICATED, token, message);
  }

  private void refuses(ErrorCode code, String token, String message) {
    assertThatThrownBy(() -> caller(token))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.message()).isEqualTo(message);
            });
  }

  @Test
  void aGoodToken_ofEitherAlgorithm_isItsSubject() throws JOSEException {
    Caller john = new Caller("john_doe", Set.of(Role.USER), UserId.parse("john_doe"));
    assertThat(caller(token(claims()))).isEqualTo(john);
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec-1").build();
    assertThat(caller(signed(header, claims().build(), new ECDSASigner(ec)))).isEqualTo(john);
    JWSHeader nameless =
        new JWSHeader.Builder(JWSAlgorithm.RS256).type(new JOSEObjectType("at+jwt")).build();
    assertThat(caller(signed(nameless, claims().build(), new RSASSASigner(rsa)))).isEqualTo(john);
  }

  @Test
  void noToken_isAnonymous_andAnApiKeyIsNone() {
    assertThat(
            authentication
                .authenticate(new Credentials(List.of(), List.of("key")))
                .toCompletableFuture()
                .join())
        .isEqualTo(Caller.anonymous());
  }

  @Test
  void roles_areAListOrWords_elseTheScope_elseUser() {
    assertThat(caller(token(claims().claim("roles", List.of("x", "admin")))).isAdmin()).isTrue();
    assertThat(caller(token(claims().claim("roles", "user admin"))).isAdmin()).isTrue();
    assertThat(caller(token(claims().claim("roles", "user,admin"))).isAdmin()).isTrue();
    assertThat(caller(token(claims().claim("scope", "openid admin"))).isAdmin()).isTrue();
    assertThat(caller(token(claims().claim("roles", "user").claim("scope", "admin"))).isAdmin())
        .isFalse();
    for (Object none : List.of("", "Admin", "administrator", List.of(), 7, Map.of("admin", 1))) {
      assertThat(caller(token(claims().claim("roles", none))).roles()).containsExactly(Role.USER);
    }
  }

  @Test
  void time_isCheckedWithAMinuteOfSkew() {
    assertThat(caller(token(claims().expirationTime(Date.from(NOW.minusSeconds(59))))).name())
        .isEqualTo("john_doe");
    refuses(
        token(claims().expirationTime(Date.from(NOW.minusSeconds(60)))), "The token has expired");
    refuses(token(claims().expirationTime(null)), "The token has no exp");
    assertThat(caller(token(claims().notBeforeTime(Date.from(NOW.plusSeconds(60))))).name())
        .isEqualTo("john_doe");
    refuses(
        token(claims().notBeforeTime(Date.from(NOW.plusSeconds(61)))),
        "The token is not valid yet");
  }

  @Test
  void issuerAudienceAndSubject_mustBeOurs() {
    refuses(token(claims().issuer("https://issuer.example/")), "The token is of another issuer");
    refuses(token(claims().issuer(null)), "The token is of another issuer");
    refuses(token(claims().audience("other")), "The token is for another audience");
    refuses(token(claims().audience((String) null)), "The token is for another audience");
    assertThat(caller(token(claims().audience(List.of("other", AUDIENCE)))).name()).isNotEmpty();
    refuses(token(claims().subject(null)), "The token has no sub");
    refuses(token(claims().subject(" ")), "The token has no sub");
    refuses(
        token(claims().subject("a\r\nb")),
        "The token's sub must be at most 255 characters, none of control");
  }

  @Test
  void aSubjectThatIsNoUserId_canBeAnAdmin_andNoUser() {
    assertThat(caller(token(claims().subject("auth0|1").claim("roles", "admin"))).owner())
        .isEmpty();
    refuses(
        ErrorCode.FORBIDDEN,
        token(claims().subject("auth0|1")),
        "The token's sub must be a user id: 1 to 128 letters, digits or any of _.@:+-");
  }

  @Test
  void algorithms_areOurChoice_notTheTokens() throws Exception {
    String rule = "The token must be signed with RS256 or ES256";
    refuses(
        new PlainJWT(new PlainHeader(), claims().build()).serialize(),
        "The token is no signed JWT");
    // The public key as an HMAC secret: in each form that it is published in.
    for (byte[] secret :
        List.of(
            rsa.toRSAPublicKey().getEncoded(),
            rsa.toPublicJWK().toString().getBytes(StandardCharsets.UTF_8))) {
      JWSHeader hmac = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1").build();
      refuses(signed(hmac, claims().build(), new MACSigner(secret)), rule);
    }
    JWSHeader rs512 = new JWSHeader.Builder(JWSAlgorithm.RS512).keyID("rsa-1").build();
    refuses(signed(rs512, claims().build(), new RSASSASigner(rsa)), rule);
    // The one key's id with the other's algorithm.
    JWSHeader mixed = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("rsa-1").build();
    refuses(
        signed(mixed, claims().build(), new ECDSASigner(ec)),
        "The token is signed with a key that is not known");
  }

  @Test
  void keysThatATokenBringsAlong_areNotLookedAt() throws Exception {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("rsa-2")
            .jwk(otherRsa.toPublicJWK())
            .jwkURL(URI.create("http://127.0.0.1:1/evil"))
            .build();
    refuses(
        signed(header, claims().build(), new RSASSASigner(otherRsa)),
        "The token is signed with a key that is not known");
    JWSHeader lying =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("rsa-1")
            .jwk(otherRsa.toPublicJWK())
            .build();
    refuses(
        signed(lying, claims().build(), new RSASSASigner(otherRsa)),
        "The token's signature is wrong");
  }

  @Test
  void keyIdsThatAreTricks_areJustUnknown() throws JOSEException {
    for (String id : List.of("../../../dev/null", "' OR 1=1", "", "rsa-1\u0000")) {
      JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(id).build();
      refuses(
          signed(header, claims().build(), new RSASSASigner(otherRsa)),
          "The token is signed with a key that is not known");
    }
  }

  @Test
  void aChangedToken_isRefused() {
    String[] parts = token(claims()).split("\\.", -1);
    String admin = Base64URL.encode(claims().claim("roles", "admin").build().toString()).toString();
    refuses(parts[0] + "." + admin + "." + parts[2], "The token's signature is wrong");
    refuses(parts[0] + "." + parts[1] + ".", "The token is no signed JWT");
    refuses(parts[0] + "." + parts[1], "The token is no signed JWT");
    refuses("x.y.z", "The token is no signed JWT");
    refuses(Base64URL.encode("[".repeat(20_000)) + ".e30.AA", "The token is no signed JWT");
  }

  @Test
  void anEcdsaSignatureOfZeros_andACriticalHeader_areRefused() throws JOSEException {
    String header = Base64URL.encode("{\"alg\":\"ES256\",\"kid\":\"ec-1\"}").toString();
    String body = Base64URL.encode(claims().build().toString()).toString();
    assertThatThrownBy(() -> caller(header + "." + body + "." + Base64URL.encode(new byte[64])))
        .isInstanceOf(ApiException.class);
    JWSHeader critical =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("rsa-1")
            .criticalParams(Set.of("mustunderstand"))
            .customParam("mustunderstand", true)
            .build();
    refuses(
        signed(critical, claims().build(), new RSASSASigner(rsa)),
        "The token's signature is wrong");
  }

  @Test
  void typesForOtherPurposes_areRefused() throws JOSEException {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("rsa-1")
            .type(new JOSEObjectType("logout+jwt"))
            .build();
    refuses(
        signed(header, claims().build(), new RSASSASigner(rsa)),
        "The token is of a type for another purpose");
  }

  @Test
  void aNewKey_isFetchedWhenATokenNamesIt_atMostOnceInTenSeconds() throws Exception {
    AtomicInteger fetches = new AtomicInteger();
    AtomicLong nanos = new AtomicLong();
    Jwks jwks =
        new Jwks(
            () -> {
              fetches.incrementAndGet();
              return CompletableFuture.completedStage(new JWKSet(rsa.toPublicJWK()).toString());
            },
            nanos::get);
    jwks.refresh().toCompletableFuture().join();
    jwks.renew().toCompletableFuture().join();
    assertThat(fetches).hasValue(1);
    nanos.addAndGet(Jwks.PAUSE.toNanos());
    jwks.renew().toCompletableFuture().join();
    jwks.renew().toCompletableFuture().join();
    assertThat(fetches).hasValue(2);
  }

  @Test
  void aFetchThatHangs_holdsUpFewRequests_andKnownKeysNone() {
    CompletableFuture<String> hanging = new CompletableFuture<>();
    AtomicInteger fetches = new AtomicInteger();
    Jwks jwks =
        new Jwks(
            () ->
                fetches.getAndIncrement() == 0
                    ? CompletableFuture.completedStage(new JWKSet(rsa.toPublicJWK()).toString())
                    : hanging,
            new AtomicLong(0)::get);
    jwks.refresh().toCompletableFuture().join();
    CompletionStage<Void> second = jwks.refresh();
    long waiting = 0;
    for (int i = 0; i < 1_000; i++) {
      CompletableFuture<Void> renewed = jwks.renew().toCompletableFuture();
      waiting += renewed.isDone() ? 0 : 1;
      assertThat(renewed.isCompletedExceptionally()).isEqualTo(renewed.isDone());
    }
    assertThat(waiting).isEqualTo(Jwks.MOST_WAITING);
    assertThat(jwks.renew())
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("Too many requests wait for the issuer's keys");
    assertThat(fetches).hasValue(2);
    assertThat(jwks.find(Optional.of("rsa-1"), JWSAlgorithm.RS256)).hasSize(1);
    hanging.completeExceptionally(new IOException("gone"));
    assertThat(second.toCompletableFuture()).isCompletedExceptionally();
    assertThat(jwks.find(Optional.of("rsa-1"), JWSAlgorithm.RS256)).hasSize(1);
  }

  @Test
  void aFetchThatCannotEvenBegin_isNotTheLast() {
    AtomicInteger fetches = new AtomicInteger();
    AtomicLong nanos = new AtomicLong(Jwks.PAUSE.toNanos());
    Jwks jwks =
        new Jwks(
            () -> {
              if (fetches.incrementAndGet() == 1) {
                throw new java.util.concurrent.RejectedExecutionException("all threads are busy");
              }
              return CompletableFuture.completedStage(new JWKSet(rsa).toString());
            },
            nanos::get);

    assertThat(jwks.refresh()).failsWithin(Duration.ofSeconds(1));
    nanos.addAndGet(Jwks.PAUSE.toNanos());
    assertThat(jwks.renew()).succeedsWithin(Duration.ofSeconds(1));

    assertThat(jwks.find(Optional.of("rsa-1"), JWSAlgorithm.RS256)).hasSize(1);
  }

  @Test
  void aRotatedFile_isReadAgain_andABadOneLeavesTheOldKeys() throws Exception {
    publish(otherRsa);
    authentication.start().toCompletableFuture().join();
    assertThat(caller(byRsa(otherRsa, claims().build())).name()).isEqualTo("john_doe");
    refuses(token(claims()), "The token is signed with a key that is not known");
    Files.writeString(file, "not JSON");
    assertThat(authentication.start().toCompletableFuture()).failsWithin(Duration.ofSeconds(10));
    assertThat(caller(byRsa(otherRsa, claims().build())).name()).isEqualTo("john_doe");
  }

  @Test
  void fromAUrl_keysComeAtTheStart_andAnOutageLeavesThem() throws Exception {
    AtomicInteger status = new AtomicInteger(200);
    byte[] body = new JWKSet(rsa.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/jwks",
        exchange -> {
          exchange.sendResponseHeaders(status.get(), body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks");
    try (JwtAuthentication remote = create(new AuthConfig.JwksSource.Url(address))) {
      remote.start().toCompletableFuture().join();
      assertThat(caller(remote, token(claims())).name()).isEqualTo("john_doe");
      status.set(500);
      assertThatThrownBy(() -> remote.start().toCompletableFuture().join())
          .cause()
          .hasMessage("API_JWT_JWKS answered with status 500 instead of 200");
      assertThat(caller(remote, token(claims())).name()).isEqualTo("john_doe");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aUrlThatSaysNothing_orTooMuch_isGivenUp() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(java.util.concurrent.Executors.newCachedThreadPool());
    server.createContext(
        "/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.createContext(
        "/large",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; i < 2_000; i++) {
              out.write(new byte[1024]);
            }
          }
        });
    server.start();
    String base = "http://127.0.0.1:" + server.getAddress().getPort();
    try (JwtAuthentication slow =
            create(new AuthConfig.JwksSource.Url(URI.create(base + "/slow")));
        JwtAuthentication large =
            create(new AuthConfig.JwksSource.Url(URI.create(base + "/large")))) {
      CompletableFuture<Void> waiting = slow.start().toCompletableFuture();
      assertThatThrownBy(() -> large.start().toCompletableFuture().join())
          .cause()
          .hasMessage("API_JWT_JWKS cannot be fetched (IOException)");
      assertThatThrownBy(waiting::join)
          .cause()
          .hasMessage("API_JWT_JWKS did not answer within 3 s");
    } finally {
      release.countDown();
      server.stop(0);
    }
  }

  @Test
  void settings_tellWhatIsWrongWithAJwks() throws Exception {
    Files.writeString(file, "{\"keys\":[]}");
    assertThat(problems(file.toString()))
        .containsExactly(
            "API_JWT_JWKS holds no key for RS256 (RSA, 2048 bits or more) or ES256 (P-256)");
    Files.writeString(file, "{");
    assertThat(problems(file.toString())).containsExactly("API_JWT_JWKS holds no JWK set");
    Path absent = directory.resolve("absent");
    assertThat(problems(absent.toString()))
        .containsExactly("API_JWT_JWKS names a file that does not exist: was " + absent);
    assertThat(problems("ftp://host/x"))
        .containsExactly(
            "API_JWT_JWKS must be a file, or an http or https URL without user and password");
    RSAKey weak = new RSAKeyGenerator(1024, true).generate();
    Files.writeString(file, new JWKSet(weak.toPublicJWK()).toString());
    assertThat(problems(file.toString())).hasSize(1);
  }

  private static List<String> problems(String jwks) {
    Settings settings =
        Settings.of(
            Map.of(
                "API_AUTH", "jwt",
                "API_JWT_JWKS", jwks,
                "API_JWT_ISSUER", ISSUER,
                "API_JWT_AUDIENCE", AUDIENCE));
    AuthConfig.from(settings);
    try {
      settings.finish("API_");
      return List.of();
    } catch (ConfigException e) {
      return e.problems();
    }
  }
}
