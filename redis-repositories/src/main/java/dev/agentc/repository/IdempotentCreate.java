package dev.agentc.repository;

import dev.agentc.redis.config.RedisAccess;
import dev.agentc.repository.RepositoryException.IdempotencyKeyReused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Makes a create safe to repeat when its record lives in another slot than the thing created, so
 * that no one script can decide both. Two phases: {@link #claim} stores the planned result; the
 * create itself marks the thing with the key's scope, so that a repetition knows it as its own;
 * {@link #complete} makes the plan the answer for as long as the record lives. Whoever dies in
 * between, the next repetition takes the plan up where it was left.
 *
 * <p>Every method is one script on one key. The plan is the whole result, so that a replay needs
 * nothing else, not even the thing itself.
 */
public final class IdempotentCreate {

  private static final RedisScript CLAIM = RedisScript.load(IdempotentCreate.class, "claim");
  private static final RedisScript SETTLE = RedisScript.load(IdempotentCreate.class, "settle");

  private final RedisAccess access;
  private final KeySpace keys;
  private final Duration timeToLive;

  public IdempotentCreate(RedisAccess access, KeySpace keys, Duration timeToLive) {
    this.access = access;
    this.keys = keys;
    this.timeToLive = timeToLive;
  }

  /** What there is under a key. */
  public enum State {
    /** Nothing was; the plan offered is now the plan. */
    CLAIMED,
    /** A plan that nobody has completed yet: carry it out, whoever made it. */
    PENDING,
    /** A plan carried out: its result is the answer. */
    DONE
  }

  /** What a claim found; {@code plan} is the one that counts, offered or found. */
  public record Claim(State state, JsonValue plan) {}

  /** Fails with {@link IdempotencyKeyReused} when the key stands for another request. */
  public CompletionStage<Claim> claim(IdempotencyKey key, JsonValue plan) {
    return run(CLAIM, key, bytes(key.fingerprint()), plan.utf8(), timeToLiveMillis())
        .thenCompose(reply -> claimed(reply, plan));
  }

  /** Exchanges a pending plan for another; false when it is not the pending one any more. */
  public CompletionStage<Boolean> replan(IdempotencyKey key, JsonValue from, JsonValue to) {
    return settle(key, "replan", from, to);
  }

  /** Makes a pending plan the answer; false when it is not the pending one any more. */
  public CompletionStage<Boolean> complete(IdempotencyKey key, JsonValue plan) {
    return settle(key, "complete", plan, plan);
  }

  /** As {@link #complete(IdempotencyKey, JsonValue)}, with what the plan did not know yet. */
  public CompletionStage<Boolean> complete(IdempotencyKey key, JsonValue plan, JsonValue result) {
    return settle(key, "complete", plan, result);
  }

  /** Forgets a pending plan that cannot be carried out; false when it is not the pending one. */
  public CompletionStage<Boolean> drop(IdempotencyKey key, JsonValue plan) {
    return settle(key, "drop", plan, plan);
  }

  private CompletionStage<Boolean> settle(
      IdempotencyKey key, String how, JsonValue from, JsonValue to) {
    return run(SETTLE, key, bytes(how), from.utf8(), to.utf8(), timeToLiveMillis())
        .thenApply(reply -> reply.get(0).equals(1L));
  }

  private CompletionStage<List<Object>> run(
      RedisScript script, IdempotencyKey key, byte[]... arguments) {
    String[] record = {keys.idempotency(key)};
    return access.requiredWrite(commands -> script.run(commands, record, arguments));
  }

  private byte[] timeToLiveMillis() {
    return bytes(Long.toString(timeToLive.toMillis()));
  }

  private static CompletionStage<Claim> claimed(List<Object> reply, JsonValue offered) {
    String state = new String((byte[]) reply.get(0), StandardCharsets.UTF_8);
    return switch (state) {
      case "claimed" -> CompletableFuture.completedStage(new Claim(State.CLAIMED, offered));
      case "reused" -> CompletableFuture.failedStage(new IdempotencyKeyReused());
      default ->
          CompletableFuture.completedStage(
              new Claim(
                  state.equals("done") ? State.DONE : State.PENDING,
                  JsonValue.stored((byte[]) reply.get(1))));
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
