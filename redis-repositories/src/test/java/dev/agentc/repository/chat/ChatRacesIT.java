package dev.agentc.repository.chat;

import static dev.agentc.repository.Await.value;
import static dev.agentc.repository.chat.ChatRepositoryContract.entry;
import static dev.agentc.repository.chat.ChatRepositoryContract.key;
import static dev.agentc.repository.chat.ChatRepositoryContract.turn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisExtension;
import dev.agentc.repository.Await;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.KeySpace;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.RedisFixture;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryException.SessionNotFound;
import dev.agentc.repository.TestSessions;
import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.session.SessionQuery;
import dev.agentc.repository.user.UserId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several clients, each with a connection of its own, write to a session that is ending. */
class ChatRacesIT {

  private static final int WRITERS = 4;
  private static final KeySpace KEYS = new KeySpace("agentc", 1);
  private static final UserId ANN = new UserId("ann");

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();
  private static List<RedisFixture> clients;
  private static ExecutorService threads;

  @BeforeAll
  static void connect() {
    clients = Stream.generate(() -> new RedisFixture(redis)).limit(WRITERS + 1).toList();
    threads = Executors.newFixedThreadPool(WRITERS);
  }

  @AfterAll
  static void close() {
    threads.shutdownNow();
    clients.forEach(RedisFixture::close);
  }

  @BeforeEach
  void empty() {
    redis.reset();
  }

  /** The client that ends the session. */
  private static Repositories ending() {
    return clients.get(WRITERS).repositories();
  }

  /** Every kind of write, in turn. */
  private static CompletionStage<?> write(Repositories all, SessionId id, int n) {
    return switch (n % 6) {
      case 0 -> all.chats().append(id, EntryKind.MESSAGE, entry(n), Optional.empty());
      case 1 -> all.chats().append(id, EntryKind.MESSAGE, entry(n), key("k" + n, "1"));
      case 2 -> all.chats().append(id, EntryKind.TOOL_CALL, entry(n), key("t" + n, "1"));
      case 3 -> all.chats().appendInteraction(id, turn("i" + n, 3, 2), key("i" + n, "1"));
      case 4 ->
          all.metadata()
              .put(
                  id,
                  MetadataKind.MANAGED,
                  new MetadataKey("k" + n % 50),
                  new JsonValue("" + n),
                  Precondition.none());
      default ->
          all.metadata()
              .put(
                  id,
                  MetadataKind.OWN,
                  new MetadataKey("k" + n % 50),
                  new JsonValue("" + n),
                  Precondition.none());
    };
  }

  /** Each client writes until the session is gone; how many writes went through. */
  private static int writersUntilGone(SessionId id, Runnable end) throws Exception {
    CountDownLatch begun = new CountDownLatch(WRITERS);
    AtomicInteger written = new AtomicInteger();
    AtomicInteger numbers = new AtomicInteger();
    List<Future<?>> writers = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      Repositories client = clients.get(w).repositories();
      writers.add(
          threads.submit(
              () -> {
                for (boolean gone = false; !gone; begun.countDown()) {
                  try {
                    value(write(client, id, numbers.incrementAndGet()));
                    written.incrementAndGet();
                  } catch (SessionNotFound e) {
                    gone = true;
                  }
                }
              }));
    }
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    end.run();
    for (Future<?> writer : writers) {
      writer.get(20, TimeUnit.SECONDS);
    }
    return written.get();
  }

  private static List<String> keysOf(SessionId id) {
    return Arrays.stream(KEYS.session(id).all())
        .filter(key -> redis.cli("EXISTS", key).equals("1"))
        .toList();
  }

  private static void settle() {
    clients.forEach(client -> value(client.connector.required(commands -> commands.ping())));
  }

  @Test
  void writesAgainstADelete_leaveNoKey_andReviveNothing() throws Exception {
    int written = 0;
    for (int round = 0; round < 40; round++) {
      SessionId id = TestSessions.create(ending(), Optional.of(ANN));

      written += writersUntilGone(id, () -> TestSessions.delete(ending(), id));

      assertThat(keysOf(id)).isEmpty();
    }
    settle();
    assertThat(written).isGreaterThan(40);
    // Index entries included: what was told of a write late has not put one back.
    assertThat(redis.cli("KEYS", "*")).isEmpty();
  }

  @Test
  void writesAgainstTheExpiry_leaveNoKey_andReviveNothing() throws Exception {
    int written = 0;
    for (int round = 0; round < 20; round++) {
      SessionId id = TestSessions.create(ending(), Optional.of(ANN));

      written += writersUntilGone(id, () -> expireIn(id, 15));

      assertThat(keysOf(id)).isEmpty();
      assertThat(value(ending().sessions().find(id))).isEmpty();
    }
    settle();
    assertThat(written).isGreaterThan(20);
    assertThat(value(ending().sessions().list(SessionQuery.first())).total()).isZero();
    assertThat(value(ending().sessions().list(SessionQuery.first().of(ANN))).total()).isZero();
  }

  /** All at once, as if its time to live came to an end; nothing is due to be prolonged before. */
  private static void expireIn(SessionId id, int millis) {
    eval(
        id,
        "local t = redis.call('TIME')"
            + " local at = t[1] * 1000 + math.floor(t[2] / 1000) + ARGV[1]"
            + " redis.call('HSET', KEYS[1], 'expires_at', at, 'ttl', '-1000000000')"
            + " for i = 1, 9 do redis.call('PEXPIREAT', KEYS[i], at) end",
        Integer.toString(millis));
  }

  /** A script on all keys of a session. */
  private static String eval(SessionId id, String script, String... arguments) {
    List<String> command = new ArrayList<>(List.of("EVAL", script, "9"));
    command.addAll(List.of(KEYS.session(id).all()));
    command.addAll(List.of(arguments));
    return redis.cli(command.toArray(String[]::new));
  }

  @Test
  void interactionsAgainstADelete_areWholeOrNotThere() throws Exception {
    for (int round = 0; round < 30; round++) {
      SessionId id = TestSessions.create(ending());
      List<CompletableFuture<Optional<Interaction>>> reads = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        Repositories client = clients.get(w).repositories();
        String name = "turn-" + w;
        reads.add(
            client
                .chats()
                .appendInteraction(id, turn(name, 200, 200), Optional.empty())
                .thenCompose(done -> client.chats().interaction(id, new InteractionId(name)))
                .exceptionally(gone -> Optional.empty())
                .toCompletableFuture());
      }
      TestSessions.delete(ending(), id);
      for (CompletableFuture<Optional<Interaction>> read : reads) {
        Await.value(read)
            .ifPresent(
                seen -> {
                  assertThat(seen.messages()).hasSize(200);
                  assertThat(seen.toolCalls()).hasSize(200);
                });
      }
      assertThat(keysOf(id)).isEmpty();
    }
    settle();
    assertThat(redis.cli("KEYS", "*")).isEmpty();
  }

  @Test
  void anIdDeletedAndUsedAgain_whileOthersWrite_isAlwaysOneWholeSession() throws Exception {
    SessionId id = new SessionId("tiger-castle");
    NewSession session = NewSession.builder().id(id.value()).modelId("m").build();
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger numbers = new AtomicInteger();
    List<Future<?>> writers = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      Repositories client = clients.get(w).repositories();
      writers.add(
          threads.submit(
              () -> {
                while (!stop.get()) {
                  try {
                    value(write(client, id, numbers.incrementAndGet()));
                  } catch (SessionNotFound e) {
                    // Between a delete and the next create.
                  }
                }
              }));
    }
    for (int round = 0; round < 60; round++) {
      value(ending().sessions().create(session, Optional.empty()));
      String reply =
          eval(
              id,
              RedisExtension.EXPIRES_AT
                  + "local seen = {} for i = 1, 9 do local at = expires_at(KEYS[i])"
                  + " if at ~= -2 then seen[at] = true end end"
                  + " local n = 0 for k in pairs(seen) do n = n + 1 end"
                  + " return {n, redis.call('HGET', KEYS[1], 'message_count'),"
                  + " redis.call('XLEN', KEYS[4])}");
      List<String> parts = reply.lines().toList();
      assertThat(parts.get(0)).isEqualTo("1");
      assertThat(parts.get(1)).isEqualTo(parts.get(2));
      TestSessions.delete(ending(), id);
    }
    stop.set(true);
    for (Future<?> writer : writers) {
      writer.get(20, TimeUnit.SECONDS);
    }
    settle();
    assertThat(redis.cli("KEYS", "*")).isEmpty();
  }
}
