package dev.agentc.api;

import dev.agentc.api.auth.AuthConfig;
import dev.agentc.api.limit.RateLimit;
import dev.agentc.redis.config.Settings;
import java.util.Optional;

/** Who may call, from which web pages, and how often. */
record AccessConfig(AuthConfig auth, AllowedHosts allowedHosts, Optional<RateLimit> rateLimit) {

  /** Anybody, as often as he likes. */
  static AccessConfig open() {
    return new AccessConfig(new AuthConfig.None(), AllowedHosts.defaults(), Optional.empty());
  }

  static AccessConfig from(Settings settings) {
    return new AccessConfig(
        AuthConfig.from(settings), AllowedHosts.from(settings), RateLimit.from(settings));
  }

  /** Whether callers are told apart; without, all may do everything. */
  boolean authenticates() {
    return !(auth instanceof AuthConfig.None);
  }
}
