package dev.agentc.api.auth;

import dev.agentc.api.ApiException;
import dev.agentc.api.auth.WatchedFile.Unreadable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code API_AUTH=api-key}. The file is looked at every two seconds; what is wrong with a new one
 * is logged, and the keys of the last good one count on.
 */
final class ApiKeyAuthentication implements Authentication {

  private static final Logger LOG = LoggerFactory.getLogger(ApiKeyAuthentication.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final WatchedFile file;
  private volatile ApiKeys keys;
  private String trouble = "";
  private @Nullable Watch watch;

  private ApiKeyAuthentication(WatchedFile file, ApiKeys keys) {
    this.file = file;
    this.keys = keys;
  }

  /** Blocks to read the file, whose problems the settings have told already. */
  static ApiKeyAuthentication create(Path path) {
    WatchedFile file = new WatchedFile(path);
    ApiKeys none = ApiKeys.read("").keys();
    ApiKeyAuthentication made = new ApiKeyAuthentication(file, none);
    made.look();
    return made;
  }

  @Override
  public synchronized CompletionStage<Void> start() {
    if (watch == null) {
      watch = Watch.every(PAUSE, this::look);
    }
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Caller> authenticate(Credentials credentials) {
    try {
      Optional<String> key = credentials.token();
      return CompletableFuture.completedStage(
          key.isEmpty()
              ? Caller.anonymous()
              : keys.find(key.get())
                  .orElseThrow(() -> Refusals.invalid("The API key is not known")));
    } catch (ApiException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  @Override
  public boolean takesBasic() {
    return true;
  }

  /** Reads the file again; on the watch's thread. */
  final synchronized void look() {
    try {
      String text = file.read();
      if (!file.isNews(text)) {
        return;
      }
      ApiKeys.Reading reading = ApiKeys.read(text);
      if (reading.problems().isEmpty()) {
        keys = reading.keys();
        trouble = "";
        LOG.info("API_KEYS_FILE: {} keys", keys.size());
      } else {
        tell(reading.problems());
      }
    } catch (Unreadable e) {
      tell(List.of(String.valueOf(e.getMessage())));
    }
  }

  /** Once for each trouble, not every two seconds. */
  private void tell(List<String> problems) {
    String now = String.join("; ", problems);
    if (!now.equals(trouble)) {
      trouble = now;
      LOG.error("API_KEYS_FILE {}: the keys from before count on", now);
    }
  }

  @Override
  public synchronized void close() {
    if (watch != null) {
      watch.close();
    }
  }
}
