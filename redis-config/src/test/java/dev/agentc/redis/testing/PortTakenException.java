package dev.agentc.redis.testing;

/** Someone took the port between its choice and the server's start. */
final class PortTakenException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  PortTakenException(String log) {
    super("the port of Redis was taken: " + log);
  }

  static boolean isMeantBy(String log) {
    return log.contains("Address already in use") || log.contains("port is already allocated");
  }
}
