package dev.agentc.repository.user;

import dev.agentc.redis.config.RedisAccess;
import dev.agentc.repository.KeySpace;
import dev.agentc.repository.RedisScript;
import io.lettuce.core.ZAddArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The sorted set of all users by time of creation. Derived: the records are the truth. */
final class RedisUserIndex {

  private static final RedisScript PAGE = RedisScript.load(RedisUserIndex.class, "users-page");
  private static final RedisScript REMOVE = RedisScript.load(RedisUserIndex.class, "users-remove");

  private final RedisAccess access;
  private final String key;

  RedisUserIndex(RedisAccess access, KeySpace keys) {
    this.access = access;
    this.key = keys.userIndex();
  }

  /** One entry, with its score in microseconds as Redis wrote it. */
  record IndexEntry(UserId id, String micros) {}

  record Slice(long total, List<IndexEntry> entries) {}

  /** Adds where absent; false when the id is there already, at whatever time. */
  CompletionStage<Boolean> add(
      RedisClusterAsyncCommands<String, byte[]> commands, UserId id, String micros) {
    return commands
        .zadd(key, ZAddArgs.Builder.nx(), Double.parseDouble(micros), UserCodec.bytes(id.value()))
        .thenApply(added -> added == 1);
  }

  /** Puts an entry right. One command. */
  CompletionStage<Long> set(UserId id, String micros) {
    return access.requiredWrite(
        commands -> commands.zadd(key, Double.parseDouble(micros), UserCodec.bytes(id.value())));
  }

  CompletionStage<Slice> slice(int count, int offset) {
    return slice(Integer.toString(count), Integer.toString(offset));
  }

  CompletionStage<Slice> slice(int count, UserCursor behind) {
    return slice(Integer.toString(count), Long.toString(behind.micros()), behind.id().value());
  }

  /** Removes these, unless their ids were used again at another time. One script. */
  CompletionStage<Long> remove(List<IndexEntry> entries) {
    byte[][] arguments =
        entries.stream()
            .flatMap(
                entry ->
                    List.of(UserCodec.bytes(entry.id().value()), UserCodec.bytes(entry.micros()))
                        .stream())
            .toArray(byte[][]::new);
    return access
        .required(commands -> REMOVE.run(commands, new String[] {key}, arguments))
        .thenApply(reply -> (Long) reply.get(0));
  }

  private CompletionStage<Slice> slice(String... arguments) {
    byte[][] bytes = new byte[arguments.length][];
    for (int i = 0; i < arguments.length; i++) {
      bytes[i] = UserCodec.bytes(arguments[i]);
    }
    return access
        .required(commands -> PAGE.run(commands, new String[] {key}, bytes))
        .thenApply(reply -> new Slice((Long) reply.get(0), entries((List<?>) reply.get(1))));
  }

  private static List<IndexEntry> entries(List<?> page) {
    List<IndexEntry> entries = new ArrayList<>(page.size() / 2);
    for (int i = 0; i < page.size(); i += 2) {
      entries.add(new IndexEntry(new UserId(text(page.get(i))), text(page.get(i + 1))));
    }
    return entries;
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }
}
