package dev.agentc.repository.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final Turns turns = new Turns();
  private final List<String> begun = new ArrayList<>();

  private CompletionStage<Optional<String>> take(String name, CompletionStage<String> work) {
    return turns.take(
        LONG,
        () -> {
          begun.add(name);
          return work;
        });
  }

  @Test
  void work_beginsWhenThatBeforeItHasEnded_howeverThatEnds() {
    CompletableFuture<String> first = new CompletableFuture<>();
    CompletableFuture<String> second = new CompletableFuture<>();
    var unused = take("first", first);
    unused = take("second", second);
    CompletionStage<Optional<String>> thrown =
        turns.take(
            LONG,
            () -> {
              throw new IllegalStateException("thrown");
            });
    CompletionStage<Optional<String>> last = take("last", CompletableFuture.completedStage("v"));

    assertThat(begun).containsExactly("first");
    first.complete("");
    assertThat(begun).containsExactly("first", "second");
    second.completeExceptionally(new IllegalStateException("failed"));
    assertThat(begun).containsExactly("first", "second", "last");
    assertThat(last.toCompletableFuture().join()).contains("v");
    assertThatThrownBy(() -> thrown.toCompletableFuture().join()).hasMessageContaining("thrown");
  }

  @Test
  void whoWaitsTooLong_isTold_andNotBegun() throws Exception {
    CompletableFuture<String> hanging = new CompletableFuture<>();
    var unused = take("hanging", hanging);
    CompletionStage<Optional<String>> late =
        turns.take(Duration.ofMillis(1), () -> CompletableFuture.completedStage("late"));
    CompletionStage<Optional<String>> next = take("next", CompletableFuture.completedStage("v"));

    assertThat(late.toCompletableFuture().get(30, TimeUnit.SECONDS)).isEmpty();
    hanging.complete("");
    assertThat(next.toCompletableFuture().join()).contains("v");
    assertThat(begun).containsExactly("hanging", "next");
  }

  @Test
  void aHundredThousandThatEndAtOnce_needNoStack() {
    CompletableFuture<String> first = new CompletableFuture<>();
    var unused = take("first", first);
    CompletionStage<Optional<String>> last = unused;
    for (int i = 0; i < 100_000; i++) {
      last = turns.take(LONG, () -> CompletableFuture.completedStage("v"));
    }

    first.complete("");

    assertThat(last.toCompletableFuture().join()).contains("v");
  }
}
