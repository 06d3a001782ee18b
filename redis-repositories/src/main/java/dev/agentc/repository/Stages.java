package dev.agentc.repository;

import java.util.concurrent.CompletionException;

/** What {@code handle} and {@code whenComplete} are told when a stage before them failed. */
public final class Stages {

  private Stages() {}

  /** The failure itself, without the wrapping that composed stages add. */
  public static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
