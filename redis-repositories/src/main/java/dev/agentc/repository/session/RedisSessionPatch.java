package dev.agentc.repository.session;

import static dev.agentc.repository.session.StoredSession.bytes;

import dev.agentc.redis.config.RedisAccess;
import dev.agentc.redis.config.RedisFailure;
import dev.agentc.repository.KeySpace;
import dev.agentc.repository.Owner;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.RedisScript;
import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.RepositoryException.SessionNotFound;
import dev.agentc.repository.RepositoryException.VersionMismatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Changes sessions. The script decides whatever it can by comparing bytes; where only the content
 * of a JSON value tells, it hands back what is stored, and the change is settled here and sent
 * again, on the condition that nothing has changed meanwhile.
 */
final class RedisSessionPatch {

  /** Each retry means that another writer got through; this many in a row will not happen. */
  private static final long RETRY_NANOS = Duration.ofSeconds(5).toNanos();

  private static final RedisScript PATCH =
      RedisScript.load(RedisSessionPatch.class, "/dev/agentc/repository/live", "session-patch");

  private final RedisAccess access;
  private final KeySpace keys;
  private final RedisSessionIndex index;
  private final Duration defaultTtl;

  RedisSessionPatch(
      RedisAccess access, KeySpace keys, RedisSessionIndex index, Duration defaultTtl) {
    this.access = access;
    this.keys = keys;
    this.index = index;
    this.defaultTtl = defaultTtl;
  }

  /** What must hold of the session, however often it is tried, and since when it is. */
  private record Terms(Precondition precondition, Owner owner, long startedNanos) {}

  CompletionStage<SessionChange> patch(
      SessionId id, SessionPatch patch, Precondition precondition, Owner owner) {
    PatchPlan plan = PatchPlan.of(patch, id, defaultTtl);
    // An expectation that never holds makes the script hand back what is stored.
    String expected = plan.merges() ? "-" : "";
    return attempt(id, plan, new Terms(precondition, owner, System.nanoTime()), expected);
  }

  private CompletionStage<SessionChange> attempt(
      SessionId id, PatchPlan plan, Terms terms, String expected) {
    byte[][] arguments = arguments(plan, terms, expected);
    return access
        .requiredWrite(commands -> PATCH.run(commands, keys.session(id).all(), arguments))
        .thenCompose(reply -> understand(id, plan, terms, reply));
  }

  private CompletionStage<SessionChange> understand(
      SessionId id, PatchPlan plan, Terms terms, List<Object> reply) {
    return switch (Replies.text(reply, 0)) {
      case "gone" -> CompletableFuture.failedStage(new SessionNotFound(id));
      case "version" ->
          CompletableFuture.failedStage(new VersionMismatch(Replies.integer(reply.get(1))));
      case "large" ->
          CompletableFuture.failedStage(
              new InvalidValue(
                  SessionRules.metadataSize(Replies.integer(reply.get(1))).stream().toList()));
      case "compare" -> resolve(id, plan, terms, stored(reply));
      case "same" -> same(id, stored(reply), reply);
      default -> changed(id, plan, stored(reply), reply);
    };
  }

  private CompletionStage<SessionChange> resolve(
      SessionId id, PatchPlan plan, Terms terms, StoredSession stored) {
    if (System.nanoTime() - terms.startedNanos() > RETRY_NANOS) {
      return CompletableFuture.failedStage(
          new RedisFailure.Overloaded("too many writers of one session", null));
    }
    String expected =
        stored.required(StoredSession.CREATED_AT) + ":" + stored.required(StoredSession.VERSION);
    return attempt(id, plan.resolve(stored), terms, expected);
  }

  private CompletionStage<SessionChange> same(
      SessionId id, StoredSession stored, List<Object> reply) {
    StoredSession now = stored.with(StoredSession.EXPIRES_AT, Replies.text(reply, 3));
    if (Replies.integer(reply.get(4)) == 1) {
      index.touch(RedisSessionIndex.Entry.of(id, now));
    }
    Session session = now.session(id);
    return CompletableFuture.completedStage(new SessionChange(session, session));
  }

  private CompletionStage<SessionChange> changed(
      SessionId id, PatchPlan plan, StoredSession before, List<Object> reply) {
    StoredSession after =
        plan.apply(before)
            .with(
                Map.of(
                    StoredSession.UPDATED_AT, Replies.text(reply, 3),
                    StoredSession.LAST_ACTIVITY, Replies.text(reply, 3),
                    StoredSession.VERSION, Replies.text(reply, 4),
                    StoredSession.EXPIRES_AT, Replies.text(reply, 5),
                    StoredSession.TTL, Replies.text(reply, 6)));
    SessionChange change = new SessionChange(before.session(id), after.session(id));
    RedisSessionIndex.Entry entry = RedisSessionIndex.Entry.of(id, after);
    if (before.userId().equals(after.userId())) {
      index.touch(entry);
      return CompletableFuture.completedStage(change);
    }
    CompletionStage<Long> left =
        before.userId().isEmpty()
            ? CompletableFuture.completedStage(0L)
            : index.remove(
                keys.sessionIndex(before.userId().get()),
                List.of(id.value(), Long.toString(entry.created())));
    return index.set(entry).thenCombine(left, (done, removed) -> change);
  }

  private static byte[][] arguments(PatchPlan plan, Terms terms, String expected) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(terms.precondition().argument()));
    arguments.add(bytes(expected));
    arguments.add(bytes(plan.ttl().map(ttl -> Long.toString(ttl.toMillis())).orElse("")));
    arguments.add(bytes(plan.patch().metadataCleared() ? "1" : ""));
    arguments.add(bytes(Integer.toString(SessionRules.MAX_METADATA_BYTES)));
    arguments.add(bytes(Integer.toString(plan.fields().size())));
    plan.fields()
        .forEach((name, value) -> operation(arguments, name, value.map(StoredSession::bytes), "="));
    // Until it is resolved, a JSON value may equal the stored one in another text.
    String put = plan.exact() ? "=" : "?";
    plan.metadata()
        .forEach((key, value) -> operation(arguments, key, value.map(json -> json.utf8()), put));
    arguments.add(terms.owner().argument());
    return arguments.toArray(byte[][]::new);
  }

  private static void operation(
      List<byte[]> arguments, String name, Optional<byte[]> value, String put) {
    arguments.add(bytes(name));
    arguments.add(bytes(value.isPresent() ? put : "-"));
    arguments.add(value.orElseGet(() -> new byte[0]));
  }

  private static StoredSession stored(List<Object> reply) {
    return StoredSession.of(reply.get(1), reply.get(2));
  }
}
