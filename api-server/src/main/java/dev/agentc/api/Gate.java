package dev.agentc.api;

import dev.agentc.api.Endpoint.Access;
import dev.agentc.api.Endpoint.Group;
import dev.agentc.api.auth.Authentication;
import dev.agentc.api.auth.Caller;
import dev.agentc.api.auth.Credentials;
import dev.agentc.api.auth.Credentials.Schemes;
import dev.agentc.api.auth.Refusals;
import dev.agentc.api.limit.RateLimiter;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The one place where it is decided who calls and whether it may, before a byte of the body is
 * read. Whose sessions it may see is decided where they are read and written. Thread-safe.
 */
final class Gate {

  /** What is for everybody is not held up by credentials that take long to check. */
  private static final long PATIENCE_MILLIS = 100;

  private static final int SITE_BYTES = 8;

  private final Authentication authentication;
  private final RateLimiter limiter;
  private final CrossOrigin crossOrigin;

  Gate(Authentication authentication, RateLimiter limiter, CrossOrigin crossOrigin) {
    this.authentication = authentication;
    this.limiter = limiter;
    this.crossOrigin = crossOrigin;
  }

  /** Tells callers apart and nothing more. */
  static Gate of(Authentication authentication) {
    return new Gate(
        authentication, RateLimiter.unlimited(), new CrossOrigin(AllowedHosts.defaults(), true));
  }

  CrossOrigin crossOrigin() {
    return crossOrigin;
  }

  /**
   * The caller, or a failure with the 401, 403, 429 or 503. Does not block; may end on any thread.
   *
   * @param address the connection's own; a header that names another is not believed
   */
  CompletionStage<Caller> pass(Endpoint endpoint, HeaderMap headers, InetAddress address) {
    crossOrigin.requireTrusted(endpoint, headers);
    boolean basic = endpoint.isForBrowsers() && authentication.takesBasic();
    CompletionStage<Caller> caller =
        authentication.authenticate(
            new Credentials(
                values(headers, "Authorization"),
                values(headers, "X-API-Key"),
                basic ? Schemes.BEARER_OR_BASIC : Schemes.BEARER));
    CompletionStage<Caller> passed = admitted(endpoint, caller, address);
    return basic ? offeringBasic(passed) : passed;
  }

  private CompletionStage<Caller> admitted(
      Endpoint endpoint, CompletionStage<Caller> caller, InetAddress address) {
    CompletionStage<Caller> found =
        endpoint.access() == Access.PUBLIC ? whoeverItIs(caller) : caller;
    if (endpoint.group() == Group.HEALTH) {
      return found;
    }
    return found
        .handle((known, failure) -> failure == null ? Optional.of(known) : Optional.<Caller>empty())
        .thenCompose(known -> limiter.take(payer(known, address)))
        .thenCompose(
            wait ->
                wait.isPresent()
                    ? CompletableFuture.failedStage(tooMany(wait.get()))
                    : found.thenApply(known -> permitted(endpoint.access(), known)));
  }

  private static CompletionStage<Caller> offeringBasic(CompletionStage<Caller> passed) {
    return passed
        .<CompletionStage<Caller>>handle(
            (caller, failure) ->
                failure == null
                    ? CompletableFuture.completedStage(caller)
                    : CompletableFuture.failedStage(
                        Refusals.offeringBasic(ApiErrors.unwrap(failure))))
        .thenCompose(Function.identity());
  }

  /** Bad credentials are none here: a probe must not fail because a key was taken away. */
  private static CompletionStage<Caller> whoeverItIs(CompletionStage<Caller> caller) {
    CompletableFuture<Caller> found =
        caller.exceptionally(failure -> Caller.anonymous()).toCompletableFuture();
    return found.isDone()
        ? found
        : found
            .copy()
            .completeOnTimeout(Caller.anonymous(), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static Caller permitted(Access access, Caller caller) {
    if (access == Access.PUBLIC) {
      return caller;
    }
    if (!caller.isKnown()) {
      throw Refusals.missing();
    }
    if (access == Access.ADMIN && !caller.isAdmin()) {
      throw Refusals.forbidden("This is for callers with the role admin");
    }
    return caller;
  }

  /** Whose requests are counted; those without a good credential by where they come from. */
  private static String payer(Optional<Caller> caller, InetAddress address) {
    return caller
        .filter(known -> !known.isAnonymous())
        .map(known -> "caller " + known.name())
        .orElseGet(() -> "address " + site(address));
  }

  /** Of IPv6 the network: a caller has as many addresses in it as it likes. */
  private static String site(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), SITE_BYTES))
        : address.getHostAddress();
  }

  private static ApiException tooMany(Duration wait) {
    long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    return ApiException.of(ErrorCode.TOO_MANY_REQUESTS, "This caller sends too many requests")
        .withHeader("Retry-After", Long.toString(seconds));
  }

  private static List<String> values(HeaderMap headers, String name) {
    HeaderValues values = headers.get(name);
    return values == null ? List.of() : List.copyOf(values);
  }
}
