package dev.agentc.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SingleFlightTest {

  private static final Duration CACHE = Duration.ofSeconds(1);
  private static final Duration FAR = Duration.ofSeconds(30);
  private static final Duration NEAR = Duration.ofMillis(20);

  private final AtomicLong now = new AtomicLong();
  private final List<FakeLook> looks = new ArrayList<>();
  private final List<Duration> lateReplies = new ArrayList<>();
  private boolean holds = true;
  private final SingleFlight<String> flights = flights(FAR);

  @Test
  void allWhoAskDuringALook_shareIt() {
    CompletionStage<String> first = flights.answer();
    CompletionStage<String> second = flights.answer();
    looks.get(0).end();

    assertThat(valueOf(first)).isEqualTo("answer 1");
    assertThat(valueOf(second)).isEqualTo("answer 1");
    assertThat(looks).hasSize(1);
  }

  @Test
  void anAnswer_isGivenAgainUntilTheCacheEnds_countedFromTheBeginningOfItsLook() {
    CompletionStage<String> first = flights.answer();
    pass(Duration.ofMillis(400));
    looks.get(0).end();
    pass(Duration.ofMillis(599));

    assertThat(valueOf(first)).isEqualTo("answer 1");
    assertThat(valueOf(flights.answer())).isEqualTo("answer 1");

    pass(Duration.ofMillis(1));
    CompletionStage<String> next = flights.answer();
    looks.get(1).end();
    assertThat(valueOf(next)).isEqualTo("answer 2");
  }

  @Test
  void anAnswerThatNoLongerHolds_isNotGivenAgain() {
    flights.answer();
    looks.get(0).end();
    holds = false;

    CompletionStage<String> next = flights.answer();
    looks.get(1).end();

    assertThat(valueOf(next)).isEqualTo("answer 2");
  }

  @Test
  void aLookWithoutReply_isConcludedAtTheDeadlineAndNotRepeatedBeforeTheCacheEnds() {
    SingleFlight<String> hasty = flights(NEAR);

    assertThat(valueOf(hasty.answer())).isEqualTo("answer 1, incomplete");
    assertThat(valueOf(hasty.answer())).isEqualTo("answer 1, incomplete");
    assertThat(looks).hasSize(1);

    pass(CACHE);
    assertThat(valueOf(hasty.answer())).isEqualTo("answer 2, incomplete");
  }

  @Test
  void aReplyAfterTheDeadline_isToldAndChangesNoAnswer() {
    assertThat(valueOf(flights(NEAR).answer())).isEqualTo("answer 1, incomplete");

    pass(Duration.ofMillis(1800));
    looks.get(0).end();

    assertThat(lateReplies).containsExactly(Duration.ofMillis(1800));
    assertThat(looks.get(0).conclusions).isEqualTo(1);
  }

  @Test
  void aLookThatThrows_isAnAnswerToo() {
    SingleFlight<String> broken =
        new SingleFlight<>(
            () -> {
              throw new IllegalStateException("a mistake");
            },
            Throwable::getMessage,
            answer -> true,
            late -> {},
            FAR,
            CACHE,
            now::get);

    assertThat(valueOf(broken.answer())).isEqualTo("a mistake");
  }

  @Test
  void aCallerWhoCompletesItsStage_doesNotDisturbOthers() {
    flights.answer().toCompletableFuture().complete("forged");
    CompletionStage<String> other = flights.answer();
    looks.get(0).end();

    assertThat(valueOf(other)).isEqualTo("answer 1");
  }

  private SingleFlight<String> flights(Duration deadline) {
    return new SingleFlight<>(
        () -> {
          looks.add(new FakeLook("answer " + (looks.size() + 1)));
          return looks.get(looks.size() - 1);
        },
        mistake -> "fault",
        answer -> holds,
        lateReplies::add,
        deadline,
        CACHE,
        now::get);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static String valueOf(CompletionStage<String> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static final class FakeLook implements Look<String> {

    private final String name;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private int conclusions;

    FakeLook(String name) {
      this.name = name;
    }

    void end() {
      ended.complete(null);
    }

    @Override
    public CompletionStage<Void> begin() {
      return ended;
    }

    @Override
    public String conclude() {
      conclusions++;
      return ended.isDone() ? name : name + ", incomplete";
    }

    @Override
    public boolean answered() {
      return ended.isDone();
    }
  }
}
