package dev.agentc.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.repository.chat.EntryId;
import dev.agentc.repository.chat.EntryKind;
import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.session.SessionQuery;
import dev.agentc.repository.user.UserId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class RepositoryMetricsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Repositories repositories =
      RepositoryMetrics.observe(
          InMemoryRepositories.create(RepositoryConfig.builder().build(), Clock.systemUTC()),
          registry);

  @Test
  void operations_areTimedByTheirOutcome() {
    NewSession session = NewSession.builder().id("tiger-castle").modelId("m").build();
    end(repositories.sessions().create(session, Optional.empty()));
    end(repositories.sessions().create(session, Optional.empty()));
    end(repositories.sessions().list(SessionQuery.first()));
    SessionId missing = SessionId.parse("no-such").orElseThrow();
    end(repositories.chats().find(missing, EntryKind.MESSAGE, EntryId.parse("1-0").orElseThrow()));

    assertThat(count("session", "create", "success")).isEqualTo(1);
    assertThat(count("session", "create", "session_already_exists")).isEqualTo(1);
    assertThat(count("session", "list", "success")).isEqualTo(1);
    assertThat(count("chat", "find", "session_not_found")).isEqualTo(1);
  }

  @Test
  void aUsersOwn_areTimedTheSame() {
    UserId user = UserId.parse("john").orElseThrow();

    end(repositories.sessions().ownedBy(user).list(SessionQuery.first()));
    end(repositories.users().ownedBy(user).find(user));

    assertThat(count("session", "list", "success")).isEqualTo(1);
    assertThat(count("user", "find", "success")).isEqualTo(1);
  }

  private long count(String repository, String operation, String outcome) {
    return registry
        .get("agentc.repository.operation")
        .tags("repository", repository, "operation", operation, "outcome", outcome)
        .timer()
        .count();
  }

  private static void end(CompletionStage<?> stage) {
    stage.toCompletableFuture().handle((value, thrown) -> null).join();
  }
}
