package dev.agentc.redis.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedAttemptTest {

  private final ScheduledThreadPoolExecutor background = new ScheduledThreadPoolExecutor(1);
  private final BoundedAttempt attempts =
      BoundedAttempt.repeated(background, Duration.ofMinutes(1), Duration.ofMillis(5));
  private final List<CompletableFuture<String>> openings = new CopyOnWriteArrayList<>();
  private final List<String> closed = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    background.shutdownNow();
  }

  @Test
  void open_theOldestFails_saysWhy_thoughOthersStillHang() {
    CompletableFuture<String> attempt = open();
    await().until(() -> openings.size() >= 3);

    openings.get(0).completeExceptionally(new IOException("no answer to the handshake"));

    assertThatThrownBy(attempt::join).hasRootCauseMessage("no answer to the handshake");
    openings.get(1).complete("late");
    assertThat(closed).containsExactly("late");
  }

  @Test
  void open_aLaterOneIsRefused_goesOn() {
    CompletableFuture<String> attempt = open();
    await().until(() -> openings.size() >= 2);

    openings.get(1).completeExceptionally(new IOException("refused"));
    assertThat(attempt).isNotDone();
    await().until(() -> openings.size() >= 3);
    openings.get(2).complete("made");

    assertThat(attempt).isCompletedWithValue("made");
    openings.get(0).complete("late");
    assertThat(closed).containsExactly("late");
  }

  @Test
  void open_theOnlyOneFails_isOver() {
    CompletableFuture<String> attempt =
        BoundedAttempt.single(background, Duration.ofMinutes(1))
            .open(
                () -> CompletableFuture.<String>failedFuture(new IOException("refused")),
                closed::add)
            .toCompletableFuture();

    assertThatThrownBy(attempt::join).hasRootCauseMessage("refused");
  }

  private CompletableFuture<String> open() {
    return attempts.open(this::opening, closed::add).toCompletableFuture();
  }

  private CompletionStage<String> opening() {
    CompletableFuture<String> opening = new CompletableFuture<>();
    openings.add(opening);
    return opening;
  }
}
