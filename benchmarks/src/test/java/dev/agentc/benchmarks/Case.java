package dev.agentc.benchmarks;

import dev.agentc.repository.Repositories;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * One operation to measure on one Redis, one call after the other.
 *
 * @param shards of the session index
 * @param operation starts the next call
 */
record Case(BenchRedis redis, int shards, Function<Repositories, CompletionStage<?>> operation) {

  Case(BenchRedis redis, Function<Repositories, CompletionStage<?>> operation) {
    this(redis, 1, operation);
  }
}
