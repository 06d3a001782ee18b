package dev.agentc.api.log;

/** How a line of the log looks ({@code LOG_FORMAT}). */
public enum LogFormat {
  /** For people. */
  TEXT,
  /** For programs: one flat JSON object a line. */
  JSON
}
