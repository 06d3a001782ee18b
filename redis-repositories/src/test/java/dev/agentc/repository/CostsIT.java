package dev.agentc.repository;

import static dev.agentc.repository.Await.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisExtension;
import dev.agentc.repository.chat.ChatRepository;
import dev.agentc.repository.chat.MetadataRepository;
import dev.agentc.repository.session.SessionRepository;
import dev.agentc.repository.user.UserRepository;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every operation of every repository costs, as docs/costs.md has it. */
class CostsIT {

  private static final Path DOCUMENT = Path.of("../docs/costs.md");
  private static final String HEAD = "| operation | round trips | scripts | commands | which |";

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();
  private static RedisFixture fixture;

  @BeforeAll
  static void connect() {
    fixture = new RedisFixture(redis);
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  @BeforeEach
  void empty() {
    redis.reset();
  }

  static List<Cost> operations() {
    return Cost.ALL;
  }

  @ParameterizedTest
  @MethodSource("operations")
  void operation_isOneRoundTripOrAKnownException_andCostsWhatTheDocumentSays(Cost operation)
      throws IOException {
    Measured measured = measure(operation);

    assertThat(measured.trips()).isLessThanOrEqualTo(operation.mostTrips());
    assertThat(documented()).contains(row(operation, measured));
  }

  @Test
  void everyOperation_isMeasured() {
    Map<String, Class<?>> repositories =
        Map.of(
            "sessions", SessionRepository.class,
            "users", UserRepository.class,
            "chats", ChatRepository.class,
            "metadata", MetadataRepository.class);
    Set<String> all = new TreeSet<>();
    repositories.forEach(
        (name, type) ->
            Stream.of(type.getMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .map(Method::getName)
                // The same operations with one argument more.
                .filter(method -> !method.equals("ownedBy"))
                .forEach(method -> all.add(name + "." + method)));

    Set<String> measured =
        Cost.ALL.stream()
            .map(operation -> operation.title().replaceAll("`([a-zA-Z.]+)`.*", "$1"))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(measured).isEqualTo(all);
  }

  private record Measured(int trips, Map<String, Long> commands) {}

  private static Measured measure(Cost operation) {
    // Once for the scripts to be there.
    run(operation);
    return run(operation);
  }

  private static Measured run(Cost operation) {
    redis.flush();
    CostsWorld world = CostsWorld.in(fixture.repositories());
    SteppedAccess stepped = new SteppedAccess(fixture.connector);
    Repositories repositories =
        RedisRepositories.create(stepped, RepositoryConfig.builder().build());
    // Behind what nobody waited for.
    value(fixture.connector.required(commands -> commands.ping()));
    redis.resetCounts();
    var stage = operation.call().apply(repositories, world);
    int trips = stepped.roundTrips(stage);
    value(stage);
    stepped.finish();
    return new Measured(trips, new TreeMap<>(redis.commandCounts()));
  }

  private static String row(Cost operation, Measured measured) {
    Map<String, Long> commands = new TreeMap<>(measured.commands());
    long scripts = Optional.ofNullable(commands.remove("evalsha")).orElse(0L);
    String which =
        commands.entrySet().stream()
            .map(e -> e.getKey().toUpperCase(Locale.ROOT) + times(e.getValue()))
            .collect(Collectors.joining(" "));
    long sum = commands.values().stream().mapToLong(Long::longValue).sum();
    return "| %s | %d | %d | %d | %s |"
        .formatted(operation.title(), measured.trips(), scripts, sum, which);
  }

  private static String times(long count) {
    return count == 1 ? "" : "×" + count;
  }

  private static List<String> documented() throws IOException {
    List<String> lines = Files.readAllLines(DOCUMENT);
    assertThat(lines).contains(HEAD);
    return lines;
  }
}
