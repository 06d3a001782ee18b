package dev.agentc.api.auth;

import dev.agentc.api.auth.WatchedFile.Unreadable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gets a JWKS from where it is, within three seconds and up to 1 MiB. */
final class JwksFetch {

  private static final Duration LIMIT = Duration.ofSeconds(3);

  private JwksFetch() {}

  /** Redirects are not followed: the address in the settings is the one that is trusted. */
  static Supplier<CompletionStage<String>> url(URI address) {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(LIMIT)
            .header("Accept", "application/jwk-set+json, application/json")
            .build();
    return () -> {
      CompletableFuture<HttpResponse<String>> answer =
          client.sendAsync(request, info -> new LimitedText());
      // The request's own timeout ends with the headers; a body may come as slowly as it likes.
      return answer
          .copy()
          .orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          .whenComplete((done, failure) -> answer.cancel(true))
          .thenApply(JwksFetch::body);
    };
  }

  static Supplier<CompletionStage<String>> file(WatchedFile file, Executor executor) {
    return () ->
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return file.read();
              } catch (Unreadable e) {
                throw new CompletionException(e);
              }
            },
            executor);
  }

  /** Why it failed, as the end of a sentence, without addresses. */
  static String reason(@Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof Unreadable e) {
      return String.valueOf(e.getMessage());
    }
    if (cause instanceof TimeoutException || cause instanceof java.net.http.HttpTimeoutException) {
      return "did not answer within " + LIMIT.toSeconds() + " s";
    }
    return "cannot be fetched ("
        + (cause == null ? "no reason" : cause.getClass().getSimpleName())
        + ")";
  }

  private static String body(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new CompletionException(
          new Unreadable("answered with status " + response.statusCode() + " instead of 200"));
    }
    return response.body();
  }

  private static final class LimitedText implements BodySubscriber<String> {

    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Flow.@Nullable Subscription subscription;

    @Override
    public CompletionStage<String> getBody() {
      return text;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        byte[] chunk = new byte[buffer.remaining()];
        buffer.get(chunk);
        if (bytes.size() + chunk.length > WatchedFile.MOST_BYTES) {
          if (subscription != null) {
            subscription.cancel();
          }
          text.completeExceptionally(new IOException("too large"));
          return;
        }
        bytes.write(chunk, 0, chunk.length);
      }
    }

    @Override
    public void onError(Throwable failure) {
      text.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      text.complete(bytes.toString(StandardCharsets.UTF_8));
    }
  }
}
