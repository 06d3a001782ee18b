package dev.agentc.api.health;

import static dev.agentc.api.Endpoint.Method.GET;

import dev.agentc.api.ApiRequest;
import dev.agentc.api.Endpoint;
import dev.agentc.api.Reply;
import dev.agentc.health.CheckName;
import dev.agentc.health.RedisHealth;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The diagnosis over HTTP: all five checks, or one of them. Answers 200 within the health budget
 * whatever Redis does, because the answer is the diagnosis. All who ask within a second share one
 * look, whichever of the paths they use.
 */
public final class DiagnosisEndpoints {

  private static final String PATH = "/debug/health/redis";

  private final RedisHealth redis;

  private DiagnosisEndpoints(RedisHealth redis) {
    this.redis = redis;
  }

  /** Under the API's base path and, where the Python API had them, at the root. */
  public static List<Endpoint> of(RedisHealth redis) {
    DiagnosisEndpoints endpoints = new DiagnosisEndpoints(redis);
    List<Endpoint> all = new ArrayList<>();
    for (String base : List.of("", "/api/v2")) {
      all.add(Endpoint.admin(GET, base + PATH, Endpoint.JSON, endpoints::report));
      for (CheckName name : CheckName.values()) {
        all.add(
            Endpoint.admin(
                GET,
                base + PATH + "/" + name.pathSegment(),
                Endpoint.JSON,
                request -> endpoints.check(name)));
      }
    }
    return all;
  }

  private CompletionStage<Reply> report(ApiRequest request) {
    return redis.check().thenApply(report -> Reply.ok(out -> DiagnosisJson.report(out, report)));
  }

  private CompletionStage<Reply> check(CheckName name) {
    return redis
        .check()
        .thenApply(report -> Reply.ok(out -> DiagnosisJson.check(out, report.check(name))));
  }
}
