package dev.agentc.api.log;

/** The least severe that is logged ({@code LOG_LEVEL}). */
public enum LogLevel {
  TRACE,
  DEBUG,
  INFO,
  WARN,
  ERROR
}
