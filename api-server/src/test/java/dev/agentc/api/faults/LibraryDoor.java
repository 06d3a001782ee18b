package dev.agentc.api.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentc.redis.config.RedisFailure;
import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryException.SessionNotFound;
import dev.agentc.repository.chat.EntryCodec;
import dev.agentc.repository.chat.EntryKind;
import dev.agentc.repository.chat.EntryQuery;
import dev.agentc.repository.chat.InteractionId;
import dev.agentc.repository.chat.NewEntry;
import dev.agentc.repository.chat.NewInteraction;
import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.session.SessionPatch;
import dev.agentc.repository.user.NewUser;
import dev.agentc.repository.user.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Through the libraries, as an application would that embeds them. */
final class LibraryDoor implements Door {

  /** Far beyond every deadline: a stage that never ends is a finding, not a hanging test. */
  private static final long PATIENCE_SECONDS = 30;

  static final int NEWEST = 50;

  private final Repositories repositories;

  LibraryDoor(Repositories repositories) {
    this.repositories = repositories;
  }

  @Override
  public String name() {
    return "library";
  }

  @Override
  public Outcome ask(Op op) {
    try {
      return new Outcome.Done(
          start(op).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException failed) {
      return outcome(failed.getCause());
    } catch (TimeoutException never) {
      return new Outcome.Broken("the stage does not end");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Broken("interrupted");
    } catch (RuntimeException thrown) {
      return new Outcome.Broken("thrown: " + thrown);
    }
  }

  private static Outcome outcome(Throwable failure) {
    if (failure instanceof RedisFailure.Unexpected) {
      return new Outcome.Broken(failure + " caused by " + failure.getCause());
    }
    if (failure instanceof RedisFailure known) {
      return new Outcome.Refused(known.getClass().getSimpleName());
    }
    return failure instanceof SessionNotFound
        ? new Outcome.Gone()
        : new Outcome.Broken(failure.toString());
  }

  private CompletionStage<List<String>> start(Op op) {
    if (op instanceof Op.Create create) {
      NewSession session = NewSession.builder().modelId("m").userId(create.user()).build();
      return repositories
          .sessions()
          .create(session, key(create.key(), "session"))
          .thenApply(written -> List.of(written.value().id().value()));
    }
    if (op instanceof Op.Append append) {
      return repositories
          .chats()
          .append(
              new SessionId(append.session()),
              EntryKind.MESSAGE,
              message(append.text()),
              append.key().flatMap(key -> key(key, append.text())))
          .thenApply(written -> List.of(written.value().toString()));
    }
    if (op instanceof Op.Turn turn) {
      return repositories
          .chats()
          .appendInteraction(
              new SessionId(turn.session()), interaction(turn), key(turn.key(), turn.text()))
          .thenApply(written -> List.of(written.value().id().value()));
    }
    if (op instanceof Op.Patch patch) {
      SessionPatch change =
          SessionPatch.builder()
              .putMetadata("n", JsonCodec.value((Object) Long.toString(patch.number())))
              .build();
      return repositories
          .sessions()
          .patch(new SessionId(patch.session()), change, Precondition.none())
          .thenApply(changed -> List.of(Long.toString(changed.after().version())));
    }
    if (op instanceof Op.Delete delete) {
      return repositories
          .sessions()
          .delete(new SessionId(delete.session()), Precondition.none())
          .thenApply(none -> List.of());
    }
    if (op instanceof Op.Read read) {
      return repositories
          .chats()
          .range(new SessionId(read.session()), EntryKind.MESSAGE, EntryQuery.last(NEWEST))
          .thenApply(page -> page.entries().stream().map(entry -> text(entry.body())).toList());
    }
    Op.CreateUser user = (Op.CreateUser) op;
    return repositories
        .users()
        .create(NewUser.of(new UserId(user.user())), key(user.key(), "user"))
        .thenApply(written -> List.of(written.value().id().value()));
  }

  private static Optional<IdempotencyKey> key(String key, String request) {
    return Optional.of(IdempotencyKey.of(request.getBytes(UTF_8), "faults", key));
  }

  private static NewInteraction interaction(Op.Turn turn) {
    NewEntry message = message(turn.text());
    return new NewInteraction(
        Optional.of(new InteractionId(turn.id())),
        List.of(message, message),
        List.of(
            EntryCodec.read(
                EntryKind.TOOL_CALL,
                JsonCodec.value((Object) Map.of("name", "tool", "text", turn.text())),
                Instant.now())));
  }

  private static NewEntry message(String text) {
    return EntryCodec.read(
        EntryKind.MESSAGE,
        JsonCodec.value((Object) Map.of("role", "user", "content", text)),
        Instant.now());
  }

  static String text(JsonValue body) {
    return JsonCodec.node(body).at("/content").asString();
  }
}
