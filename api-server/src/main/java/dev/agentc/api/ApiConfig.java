package dev.agentc.api;

import java.time.Duration;

/**
 * The HTTP side of the settings.
 *
 * @param port 0 for any free one
 * @param sessionsEnabled false: session, user and chat endpoints answer 503 ({@code
 *     USE_REDIS_SESSIONS})
 * @param shutdownTimeout from the signal to the exit, at most ({@code API_SHUTDOWN_TIMEOUT})
 */
public record ApiConfig(
    String host, int port, ServerLimits limits, boolean sessionsEnabled, Duration shutdownTimeout) {

  public static final int DEFAULT_PORT = 8000;
  public static final String LOOPBACK = "127.0.0.1";
}
