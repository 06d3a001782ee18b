package dev.agentc.api.cli;

/** How a command ends; the numbers are a promise to scripts and orchestrators. */
public final class ExitCode {

  public static final int OK = 0;

  /** The command could be understood but did not succeed: no Redis, a taken port. */
  public static final int FAILED = 1;

  /** Bad arguments or settings; nothing was tried. */
  public static final int BAD_USAGE = 2;

  private ExitCode() {}
}
