package dev.agentc.api;

import dev.agentc.redis.config.RedisFailure;
import dev.agentc.redis.config.Settings;
import java.util.ArrayList;
import java.util.List;

/** What an operator should know of a start, in sentences; no secret in any of them. */
final class StartReport {

  private StartReport() {}

  /** The effective configuration, one setting each. */
  static List<String> configuration(Settings settings) {
    List<String> lines = new ArrayList<>();
    settings.effective().forEach((name, value) -> lines.add(name + "=" + value));
    return lines;
  }

  static String unfinishedRebuild(Throwable failure) {
    return "The rebuild did not end: "
        + why(failure)
        + ". To do: "
        + remedy(failure)
        + ". Then repeat it: what is done already is not lost.";
  }

  private static String why(Throwable failure) {
    return failure instanceof RedisFailure
        ? ApiErrors.known(failure)
            .map(error -> error.code() + " (" + failure.getMessage() + ")")
            .orElseGet(() -> String.valueOf(failure.getMessage()))
        : "an unexpected failure";
  }

  static String open(ApiConfig config) {
    return "API_AUTH=none on "
        + config.host()
        + ": ANYBODY who reaches this address may read, change and delete everything. Set"
        + " API_AUTH=api-key or jwt"
        + (config.isPublic() ? ", or let only trusted callers reach it" : "");
  }

  private static String remedy(Throwable failure) {
    if (failure instanceof RedisFailure.AuthenticationFailed) {
      return "check REDIS_USERNAME and REDIS_PASSWORD (or REDIS_PASSWORD_FILE)";
    }
    if (failure instanceof RedisFailure.Forbidden) {
      return "give the ACL user access to the keys of REDIS_KEY_PREFIX";
    }
    return "start Redis, or check REDIS_URL or REDIS_HOST and REDIS_PORT, and the network between";
  }
}
