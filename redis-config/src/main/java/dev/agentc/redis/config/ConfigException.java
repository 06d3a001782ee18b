package dev.agentc.redis.config;

import java.util.List;

/**
 * Settings that cannot be used: every problem at once, each a sentence that names the setting, the
 * rule and no secret.
 */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
