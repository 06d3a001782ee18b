package dev.agentc.repository.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.repository.InMemoryReplies;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class InMemorySessionRepositoryTest extends SessionRepositoryContract {

  private final MovableClock clock = new MovableClock();

  @Override
  SessionRepository repository(RandomGenerator random) {
    return InMemorySessionRepository.create(
        new InMemorySessionStore(clock),
        Duration.ofDays(1),
        new InMemoryReplies(Duration.ofDays(1)),
        clock,
        random);
  }

  @Test
  void session_unused_expires() {
    SessionRepository sessions = sessions();
    create(sessions, builder().id("tiger-castle").ttlSeconds(BigDecimal.valueOf(100)).build());

    clock.forward(Duration.ofSeconds(50));
    assertThat(await(sessions.find(ID))).isPresent();
    clock.forward(Duration.ofSeconds(90));
    assertThat(await(sessions.find(ID))).isPresent();
    clock.forward(Duration.ofSeconds(101));

    assertThat(await(sessions.find(ID))).isEmpty();
    assertThat(await(sessions.list(SessionQuery.first())).total()).isZero();
    assertThat(create(sessions, named("tiger-castle")).version()).isEqualTo(1);
  }
}
