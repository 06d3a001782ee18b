package dev.agentc.api.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.RunningApi;
import dev.agentc.api.RunningApi.Answer;
import dev.agentc.api.Storage;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The session endpoints on the real server. The tests of them run over the repositories in memory;
 * {@link SessionContractIT} runs the same over a real Redis of each topology.
 */
abstract class SessionApi {

  static final String SESSIONS = "/api/v2/sessions";
  static final String TIGER = SESSIONS + "/tiger-castle";

  RunningApi api;
  private Repositories repositories;

  /** A subclass takes a real Redis. */
  Storage storage() {
    return Storage.inMemory();
  }

  @BeforeEach
  final void start() {
    repositories = storage().open(RepositoryConfig.builder().build(), Clock.systemUTC());
    api = RunningApi.start(new SessionEndpoints(repositories.sessions()).all());
  }

  @AfterEach
  final void stop() {
    api.close();
    repositories.close();
  }

  /** Single quotes read as double ones. */
  final Answer create(String json) {
    return api.post(SESSIONS, json(json));
  }

  /** A session with a little of everything; it must be created. */
  final Answer createTiger() {
    Answer created =
        create(
            "{'id':'tiger-castle','model_id':'gpt-4','temperature':0.70,'tools':['search'],"
                + "'budget_tokens':100,'custom_prompt':'be brief','user_id':'ann',"
                + "'metadata':{'a':1,'deep':{'x':1,'y':2}}}");
    assertThat(created.status()).isEqualTo(201);
    return created;
  }

  final Answer patch(String path, String json, String... headers) {
    return api.sendJson("PATCH", path, json(json), headers);
  }

  final Answer mergePatch(String path, String json) {
    return api.send(
        "PATCH",
        path,
        json(json).getBytes(StandardCharsets.UTF_8),
        "Content-Type",
        "application/merge-patch+json");
  }

  static String json(String text) {
    return text.replace('\'', '"');
  }

  /** All at once, each on a thread of its own. */
  static List<Answer> together(int count, Supplier<Answer> request) {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<CompletableFuture<Answer>> running = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        running.add(CompletableFuture.supplyAsync(request, threads));
      }
      return running.stream().map(CompletableFuture::join).toList();
    } finally {
      threads.shutdownNow();
    }
  }
}
