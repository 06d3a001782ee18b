package dev.agentc.health;

/**
 * Something that an operator should know: what is so, what it means and what to do. The texts hold
 * no host, credential, stored value or exception text, so that they may be shown to anybody.
 */
public record Finding(
    FindingCode code, Severity severity, String message, String impact, String resolution) {

  /** {@code message} is what was seen; the code has all the rest. */
  static Finding of(FindingCode code, String message) {
    return new Finding(code, code.severity(), message, code.impact(), code.resolution());
  }

  static Finding of(FindingCode code) {
    return of(code, code.message());
  }
}
