package dev.agentc.api.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;
import dev.agentc.api.ApiErrors;
import dev.agentc.api.ApiException;
import dev.agentc.api.ErrorCode;
import dev.agentc.api.auth.JwksReading.SigningKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code API_AUTH=jwt}: tokens signed with RS256 or ES256 by a key of the JWKS. The algorithm is
 * never the token's choice: each key serves the one that it is made for. Signatures are checked on
 * threads of their own, few and with a bounded queue.
 */
final class JwtAuthentication implements Authentication {

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);

  /** RFC 7519 and RFC 9068; others, such as logout+jwt, are not for us. */
  private static final Set<JOSEObjectType> TYPES =
      Set.of(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"));

  private static final int MOST_WAITING = 1_000;
  private static final Duration FILE_PAUSE = Duration.ofSeconds(2);
  private static final Duration URL_PAUSE = Duration.ofMinutes(5);

  private final Jwks jwks;
  private final JwtClaims claims;
  private final ThreadPoolExecutor threads;
  private final Duration pause;
  private @Nullable Watch watch;

  private JwtAuthentication(
      Jwks jwks, JwtClaims claims, ThreadPoolExecutor threads, Duration pause) {
    this.jwks = jwks;
    this.claims = claims;
    this.threads = threads;
    this.pause = pause;
  }

  static JwtAuthentication create(AuthConfig.Jwt config, Clock clock) {
    ThreadPoolExecutor threads = threads();
    boolean file = config.jwks() instanceof AuthConfig.JwksSource.File;
    Supplier<CompletionStage<String>> source =
        config.jwks() instanceof AuthConfig.JwksSource.File from
            ? JwksFetch.file(new WatchedFile(from.path()), threads)
            : JwksFetch.url(((AuthConfig.JwksSource.Url) config.jwks()).address());
    return new JwtAuthentication(
        new Jwks(source, System::nanoTime),
        new JwtClaims(config.issuer(), config.audience(), clock),
        threads,
        file ? FILE_PAUSE : URL_PAUSE);
  }

  private static ThreadPoolExecutor threads() {
    int most = Runtime.getRuntime().availableProcessors();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            most,
            most,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread thread = new Thread(task, "agentc-jwt");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  @Override
  public synchronized CompletionStage<Void> start() {
    if (watch == null) {
      watch = Watch.every(pause, this::look);
    }
    return jwks.refresh();
  }

  private void look() {
    jwks.refresh().exceptionally(failure -> null);
  }

  @Override
  public CompletionStage<Caller> authenticate(Credentials credentials) {
    try {
      Optional<String> token = credentials.bearerToken();
      return token.isEmpty()
          ? CompletableFuture.completedStage(Caller.anonymous())
          : onThreads(() -> parse(token.get())).thenCompose(jwt -> check(jwt, true));
    } catch (ApiException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private static SignedJWT parse(String token) {
    SignedJWT jwt;
    try {
      jwt = SignedJWT.parse(token);
    } catch (ParseException | RuntimeException | StackOverflowError e) {
      throw Refusals.invalid("The token is no signed JWT");
    }
    if (!ALGORITHMS.contains(jwt.getHeader().getAlgorithm())) {
      throw Refusals.invalid("The token must be signed with RS256 or ES256");
    }
    JOSEObjectType type = jwt.getHeader().getType();
    if (type != null && !TYPES.contains(type)) {
      throw Refusals.invalid("The token is of a type for another purpose");
    }
    return jwt;
  }

  private CompletionStage<Caller> check(SignedJWT jwt, boolean mayRenew) {
    Optional<String> id = Optional.ofNullable(jwt.getHeader().getKeyID());
    List<SigningKey> keys = jwks.find(id, jwt.getHeader().getAlgorithm());
    if (!keys.isEmpty()) {
      return onThreads(() -> caller(jwt, keys));
    }
    return mayRenew
        ? jwks.renew().thenCompose(done -> check(jwt, false))
        : CompletableFuture.failedStage(
            Refusals.invalid("The token is signed with a key that is not known"));
  }

  private Caller caller(SignedJWT jwt, List<SigningKey> keys) {
    try {
      for (SigningKey key : keys) {
        if (jwt.verify(key.verifier())) {
          return claims.caller(jwt.getJWTClaimsSet());
        }
      }
    } catch (JOSEException | ParseException e) {
      throw Refusals.invalid("The token's claims or signature cannot be read");
    }
    throw Refusals.invalid("The token's signature is wrong");
  }

  private <T> CompletionStage<T> onThreads(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, threads);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedStage(
          ApiErrors.unavailable(
              ErrorCode.REDIS_OVERLOADED, "The server checks as many tokens as it can"));
    }
  }

  @Override
  public synchronized void close() {
    if (watch != null) {
      watch.close();
    }
    threads.shutdownNow();
  }
}
