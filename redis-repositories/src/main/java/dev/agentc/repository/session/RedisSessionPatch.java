package dev.agentc.repository.session;

import static dev.agentc.repository.session.StoredSession.bytes;

import dev.agentc.redis.config.RedisAccess;
import dev.agentc.redis.config.RedisFailure;
import dev.agentc.repository.JsonValue;
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
import java.util.stream.Stream;

/**
 * Changes sessions. The script decides whatever it can by comparing bytes; where only the content
 * of a JSON value tells, it hands back what is stored, and the change is settled here and sent
 * again, on the condition that the values it was settled against are still there. Whoever loses
 * that race takes turns with the other losers of this process, so that many writers of one value
 * cost each of them a few round trips and not as many as there are writers.
 */
final class RedisSessionPatch {

  /** Each retry means that a writer in another process got through. */
  private static final long RETRY_NANOS = Duration.ofSeconds(5).toNanos();

  /** Sessions share them: turns are only taken where writers meet. */
  private static final int LINES = 64;

  private static final RedisScript PATCH =
      RedisScript.load(RedisSessionPatch.class, "/dev/agentc/repository/live", "session-patch");

  private final RedisAccess access;
  private final KeySpace keys;
  private final RedisSessionIndex index;
  private final Duration defaultTtl;
  private final List<Turns> lines = Stream.generate(Turns::new).limit(LINES).toList();

  RedisSessionPatch(
      RedisAccess access, KeySpace keys, RedisSessionIndex index, Duration defaultTtl) {
    this.access = access;
    this.keys = keys;
    this.index = index;
    this.defaultTtl = defaultTtl;
  }

  /** What must hold of the session, however often it is tried, and since when it is. */
  private record Terms(Precondition precondition, Owner owner, long startedNanos) {

    Duration left() {
      return Duration.ofNanos(startedNanos + RETRY_NANOS - System.nanoTime());
    }
  }

  /** How often it was sent, and what for. */
  private enum Attempt {
    BLIND,
    RESOLVED,
    IN_TURN
  }

  CompletionStage<SessionChange> patch(
      SessionId id, SessionPatch patch, Precondition precondition, Owner owner) {
    PatchPlan plan = PatchPlan.of(patch, id, defaultTtl);
    Terms terms = new Terms(precondition, owner, System.nanoTime());
    return attempt(id, plan, terms, Attempt.BLIND);
  }

  private CompletionStage<SessionChange> attempt(
      SessionId id, PatchPlan plan, Terms terms, Attempt attempt) {
    byte[][] arguments = arguments(plan, terms);
    return access
        .requiredWrite(commands -> PATCH.run(commands, keys.session(id).all(), arguments))
        .thenCompose(reply -> understand(id, plan, terms, attempt, reply));
  }

  private CompletionStage<SessionChange> understand(
      SessionId id, PatchPlan plan, Terms terms, Attempt attempt, List<Object> reply) {
    return switch (Replies.text(reply, 0)) {
      case "gone" -> CompletableFuture.failedStage(new SessionNotFound(id));
      case "version" ->
          CompletableFuture.failedStage(new VersionMismatch(Replies.integer(reply.get(1))));
      case "large" ->
          CompletableFuture.failedStage(
              new InvalidValue(
                  SessionRules.metadataSize(Replies.integer(reply.get(1))).stream().toList()));
      case "compare" ->
          switch (attempt) {
            case BLIND -> attempt(id, plan.resolve(stored(reply)), terms, Attempt.RESOLVED);
            case RESOLVED -> inTurn(id, plan.resolve(stored(reply)), terms);
            case IN_TURN -> again(id, plan.resolve(stored(reply)), terms);
          };
      case "same" -> same(id, stored(reply), reply);
      default -> changed(id, plan, stored(reply), reply);
    };
  }

  private CompletionStage<SessionChange> inTurn(SessionId id, PatchPlan plan, Terms terms) {
    Turns line = lines.get(Math.floorMod(id.hashCode(), LINES));
    return line.take(terms.left(), () -> again(id, plan, terms))
        .thenApply(change -> change.orElseThrow(RedisSessionPatch::tooMany));
  }

  private CompletionStage<SessionChange> again(SessionId id, PatchPlan plan, Terms terms) {
    return terms.left().isNegative()
        ? CompletableFuture.failedStage(tooMany())
        : attempt(id, plan, terms, Attempt.IN_TURN);
  }

  private static RedisFailure tooMany() {
    return new RedisFailure.Overloaded("too many writers of one session", null);
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

  private static byte[][] arguments(PatchPlan plan, Terms terms) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(terms.precondition().argument()));
    arguments.add(bytes(plan.ttl().map(ttl -> Long.toString(ttl.toMillis())).orElse("")));
    arguments.add(bytes(plan.patch().metadataCleared() ? "1" : ""));
    arguments.add(bytes(Integer.toString(SessionRules.MAX_METADATA_BYTES)));
    arguments.add(bytes(Integer.toString(plan.fields().size())));
    plan.fields()
        .forEach(
            (name, value) -> {
              arguments.add(bytes(name));
              arguments.add(bytes(value.isPresent() ? "=" : "-"));
              arguments.add(bytes(value.orElse("")));
            });
    plan.metadata()
        .forEach(
            (key, value) -> {
              arguments.add(bytes(key));
              arguments.add(bytes(plan.operation(key)));
              arguments.add(utf8(value));
              arguments.add(utf8(plan.seen(key)));
            });
    arguments.add(terms.owner().argument());
    return arguments.toArray(byte[][]::new);
  }

  private static byte[] utf8(Optional<JsonValue> value) {
    return value.map(JsonValue::utf8).orElseGet(() -> new byte[0]);
  }

  private static StoredSession stored(List<Object> reply) {
    return StoredSession.of(reply.get(1), reply.get(2));
  }
}
