package dev.agentc.api.auth;

import com.nimbusds.jose.JWSAlgorithm;
import dev.agentc.api.ApiErrors;
import dev.agentc.api.ErrorCode;
import dev.agentc.api.auth.JwksReading.SigningKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that tokens are signed with. A fetch that brings none leaves those that are there: an
 * issuer that is away for a while locks nobody out. One fetch at a time; those that strangers cause
 * at most every ten seconds. Thread-safe, never blocks.
 */
final class Jwks {

  private static final Logger LOG = LoggerFactory.getLogger(Jwks.class);

  /** Between two fetches for the sake of an unknown key id. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  /** Requests that may wait for a fetch; the others are told to come again. */
  static final int MOST_WAITING = 100;

  private final Supplier<CompletionStage<String>> source;
  private final LongSupplier nanos;
  private volatile List<SigningKey> keys = List.of();
  private @Nullable CompletableFuture<Void> running;
  private int waiting;
  private long lastNanos;
  private String trouble = "";

  /**
   * @param source fails with a message that is the end of a sentence
   * @param nanos a clock that only goes forwards
   */
  Jwks(Supplier<CompletionStage<String>> source, LongSupplier nanos) {
    this.source = source;
    this.nanos = nanos;
  }

  /** With an id the keys of that id, without one all; for that algorithm. */
  List<SigningKey> find(Optional<String> id, JWSAlgorithm algorithm) {
    return keys.stream()
        .filter(key -> key.algorithm().equals(algorithm))
        .filter(key -> id.isEmpty() || key.id().equals(id))
        .toList();
  }

  /**
   * For a key id that is not known: fetches, unless that was done just now. A fetch that fails
   * leaves the keys as they are; the stage fails only when too many wait already.
   */
  CompletionStage<Void> renew() {
    synchronized (this) {
      if (running != null) {
        waiting++;
        return waiting > MOST_WAITING
            ? CompletableFuture.failedStage(
                ApiErrors.unavailable(
                    ErrorCode.REDIS_OVERLOADED, "Too many requests wait for the issuer's keys"))
            : running.exceptionally(failure -> null);
      }
      if (nanos.getAsLong() - lastNanos < PAUSE.toNanos()) {
        return CompletableFuture.completedStage(null);
      }
    }
    return refresh().exceptionally(failure -> null);
  }

  /** Fetches; fails when that brought no keys. */
  CompletionStage<Void> refresh() {
    CompletableFuture<Void> fetch = new CompletableFuture<>();
    synchronized (this) {
      if (running != null) {
        return running.copy();
      }
      running = fetch;
      waiting = 0;
      lastNanos = nanos.getAsLong();
    }
    begin().whenComplete((json, failure) -> end(fetch, json, failure));
    return fetch.copy();
  }

  /** A fetch that cannot even begin has failed; it must not look as if it ran for ever. */
  private CompletionStage<String> begin() {
    try {
      return source.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private void end(
      CompletableFuture<Void> fetch, @Nullable String json, @Nullable Throwable failure) {
    Optional<String> problem;
    if (json == null) {
      problem = Optional.of(JwksFetch.reason(failure));
    } else {
      JwksReading reading = JwksReading.read(json);
      problem = reading.problem();
      if (problem.isEmpty()) {
        keys = reading.keys();
      }
    }
    synchronized (this) {
      running = null;
      tell(problem.orElse(""));
    }
    if (problem.isEmpty()) {
      fetch.complete(null);
    } else {
      fetch.completeExceptionally(new Authentication.StartFailure("API_JWT_JWKS " + problem.get()));
    }
  }

  /** Once for each trouble, and once when it is over. */
  private void tell(String now) {
    if (!now.equals(trouble)) {
      if (now.isEmpty()) {
        LOG.info("API_JWT_JWKS is well again");
      } else {
        LOG.warn("API_JWT_JWKS {}: the keys from before count on", now);
      }
      trouble = now;
    }
  }
}
