package dev.agentc.repository;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The end of a stage, as a test wants it: the value, or the bare failure. */
public final class Await {

  private Await() {}

  public static <T> T value(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = Stages.cause(e.getCause());
      if (cause instanceof RuntimeException failure) {
        throw failure;
      }
      throw new AssertionError(cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (TimeoutException e) {
      throw new AssertionError("the stage must end: it has not", e);
    }
  }
}
