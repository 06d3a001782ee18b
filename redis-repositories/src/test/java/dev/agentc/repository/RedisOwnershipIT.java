package dev.agentc.repository;

import static dev.agentc.repository.Await.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.TestedRedis;
import dev.agentc.repository.RepositoryException.SessionNotFound;
import dev.agentc.repository.chat.ChatRepository;
import dev.agentc.repository.chat.EntryKind;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.user.UserId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisOwnershipIT implements OwnershipContract, KeyReuseContract {

  @RegisterExtension static final TestedRedis redis = LeastPrivilege.redis();
  private static RedisFixture fixture;

  @BeforeAll
  static void connect() {
    fixture = new RedisFixture(redis);
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  @Override
  public Repositories repositories() {
    return fixture.repositories();
  }

  /** The race: writes of the owner travel while the session is given away. */
  @Test
  void aSessionThatIsGivenAwayInTheMiddleOfWrites_takesNoneAfterwards() {
    UserId bob = OwnershipContract.user("bob");
    SessionId id = TestSessions.create(repositories(), Optional.of(bob));
    ChatRepository bobs = repositories().chats().ownedBy(bob);
    // A script that its node does not know yet is sent again, behind what was sent meanwhile.
    value(bobs.append(id, EntryKind.MESSAGE, OwnershipContract.ENTRY, Optional.empty()));
    value(repositories().sessions().patch(id, OwnershipContract.naming(bob), Precondition.none()));
    CopyOnWriteArrayList<Boolean> written = new CopyOnWriteArrayList<>();
    CompletionStage<?> all = CompletableFuture.completedStage(null);
    for (int n : IntStream.range(0, 200).toArray()) {
      if (n == 100) {
        all =
            all.thenCombine(
                repositories()
                    .sessions()
                    .patch(
                        id,
                        OwnershipContract.naming(OwnershipContract.user("alice")),
                        Precondition.none()),
                (a, b) -> a);
      }
      all =
          all.thenCombine(
              bobs.append(id, EntryKind.MESSAGE, OwnershipContract.ENTRY, Optional.empty())
                  .handle(
                      (done, failure) -> {
                        if (failure != null) {
                          assertThat(Stages.cause(failure)).isInstanceOf(SessionNotFound.class);
                        }
                        return written.add(failure == null);
                      }),
              (a, b) -> a);
    }
    value(all);

    long accepted = written.stream().filter(each -> each).count();
    assertThat(accepted).isEqualTo(100);
    assertThat(value(repositories().sessions().find(id)).orElseThrow().messageCount())
        .isEqualTo(1 + accepted);
  }
}
