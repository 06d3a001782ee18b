package dev.agentc.api;

import dev.agentc.api.cli.ExitCode;
import dev.agentc.api.cli.Streams;
import dev.agentc.redis.config.DaggerRedisComponent;
import dev.agentc.redis.config.RedisConnection;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoriesComponent;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;

/** {@code rebuild-index}: the maintenance's rebuild, with its progress on standard error. */
final class IndexRebuild {

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

  private final Streams streams;
  private final AtomicLong toldAt = new AtomicLong(System.nanoTime());

  private IndexRebuild(Streams streams) {
    this.streams = streams;
  }

  static int run(ServerSettings all, Streams streams) {
    RedisConnection connection = DaggerRedisComponent.factory().create(all.redis());
    try (RedisConnector connector = connection.connector()) {
      connector.connect().toCompletableFuture().join();
      Repositories repositories =
          RepositoriesComponent.create(connection.access(), all.repositories()).repositories();
      IndexRebuild rebuild = new IndexRebuild(streams);
      long seen =
          repositories.maintenance().rebuild(rebuild::progress).toCompletableFuture().join();
      streams.out().println("The index has all " + seen + " live sessions.");
      return ExitCode.OK;
    } catch (CompletionException e) {
      streams.err().println(StartReport.unfinishedRebuild(ApiErrors.unwrap(e)));
      return ExitCode.FAILED;
    }
  }

  private void progress(long seen) {
    long now = System.nanoTime();
    if (now - toldAt.get() >= BETWEEN_LINES.toNanos()) {
      toldAt.set(now);
      streams.err().println(seen + " sessions so far");
    }
  }
}
