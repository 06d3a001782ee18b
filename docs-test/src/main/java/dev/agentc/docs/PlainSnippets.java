package dev.agentc.docs;

import dev.agentc.health.HealthConfig;
import dev.agentc.health.RedisHealth;
import dev.agentc.health.RedisHealths;
import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.redis.config.RedisFailure;
import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.RedisRepositories;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import dev.agentc.repository.RepositoryException;
import dev.agentc.repository.chat.EntryCodec;
import dev.agentc.repository.chat.EntryKind;
import dev.agentc.repository.chat.EntryQuery;
import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.SessionId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The code of docs/embedding.md for those without Dagger; DocsTest keeps the two the same. */
final class PlainSnippets {

  private PlainSnippets() {}

  static CompletionStage<String> connection(Map<String, String> settings) {
    // snippet: plain-connection
    RedisConfig config = RedisConfig.from(settings); // System.getenv(), or your own map
    RedisConnector redis = RedisConnectors.create(config); // no I/O yet

    CompletionStage<String> version =
        redis
            .validateConnection()
            .thenApply(report -> report.version() + ", " + report.mode())
            .whenComplete((done, failure) -> redis.closeAsync());
    // end
    return version;
  }

  static CompletionStage<Long> commands(RedisConnector redis) {
    // snippet: plain-commands
    // Fails at once without a connection.
    CompletionStage<Long> count = redis.required(commands -> commands.incr("myapp:visits"));

    // Empty without a connection.
    CompletionStage<Optional<byte[]>> cached =
        redis.optional(commands -> commands.get("myapp:cache"));

    // A connection for this alone, taken back when the stage ends.
    CompletionStage<String> moved =
        redis.managed(commands -> commands.set("myapp:leased", new byte[] {1}));
    // end
    return count.thenCombine(cached, (n, c) -> n).thenCombine(moved, (n, m) -> n);
  }

  static CompletionStage<List<String>> repositories(RedisConnector redis) {
    // snippet: plain-repositories
    RepositoryConfig config =
        RepositoryConfig.builder().keyPrefix("myapp").sessionTtl(Duration.ofHours(8)).build();
    Repositories repositories = RedisRepositories.create(redis, config);
    repositories.maintenance().start(); // keeps indexes clean, one process at a time

    NewSession session = NewSession.builder().modelId("gpt-4").userId("john_doe").build();
    JsonValue message = new JsonValue("{\"role\":\"user\",\"content\":\"hello\"}");

    CompletionStage<List<String>> window =
        repositories
            .sessions()
            .create(session, Optional.empty())
            .thenCompose(
                created -> {
                  SessionId id = created.value().id();
                  return repositories
                      .chats()
                      .append(
                          id,
                          EntryKind.MESSAGE,
                          EntryCodec.read(EntryKind.MESSAGE, message, Clock.systemUTC().instant()),
                          Optional.of(IdempotencyKey.of(message.utf8(), "my-job", "17")))
                      .thenCompose(
                          added ->
                              repositories
                                  .chats()
                                  .range(id, EntryKind.MESSAGE, EntryQuery.last(50)))
                      .thenApply(
                          page ->
                              page.entries().stream().map(entry -> entry.json(id).text()).toList());
                });
    // end
    return window.whenComplete((done, failure) -> repositories.close());
  }

  // snippet: plain-failures
  static String explain(Throwable failure) {
    if (failure instanceof RepositoryException.SessionNotFound gone) {
      return "no such session: " + gone.id();
    }
    if (failure instanceof RedisFailure.TimedOut) {
      return "it may have been done: repeat it with its key";
    }
    return failure instanceof RedisFailure ? "Redis cannot do it now" : "a fault of ours";
  }

  // end

  static CompletionStage<String> health(RedisConnector redis, RedisConfig config) {
    // snippet: plain-health
    RedisHealth health = RedisHealths.create(redis, HealthConfig.of(config));

    CompletionStage<String> verdict =
        health
            .check()
            .thenApply(
                report ->
                    report.status().label()
                        + report.findings().stream()
                            .map(finding -> "\n" + finding.code() + ": " + finding.resolution())
                            .reduce("", String::concat));
    // end
    return verdict;
  }
}
