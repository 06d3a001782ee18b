package dev.agentc.api.health;

import dev.agentc.api.ApiRequest;
import dev.agentc.api.Draining;
import dev.agentc.api.Endpoint;
import dev.agentc.api.JsonOut;
import dev.agentc.api.Reply;
import dev.agentc.api.auth.Caller;
import dev.agentc.health.RedisHealth;
import dev.agentc.health.ServiceHealth;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.core.JsonGenerator;

/**
 * Section 5 of api-v2. {@code live} never touches Redis; the other two take one look at it, which
 * all who ask within a second share, and which ends within the health budget whatever Redis does.
 */
public final class HealthEndpoints {

  private static final String VERSION = "2.0";

  private final RedisHealth redis;
  private final Draining draining;
  private final Clock clock;

  @Inject
  public HealthEndpoints(RedisHealth redis, Draining draining, Clock clock) {
    this.redis = redis;
    this.draining = draining;
    this.clock = clock;
  }

  public List<Endpoint> all() {
    return List.of(
        Endpoint.health("/api/v2/health", this::health),
        Endpoint.health("/api/v2/health/ready", this::ready),
        Endpoint.health("/api/v2/health/live", this::live),
        Endpoint.health("/health", this::health),
        Endpoint.health("/health/ready", this::ready),
        Endpoint.health("/health/live", this::live));
  }

  private CompletionStage<Reply> health(ApiRequest request) {
    return redis
        .ready()
        .thenApply(
            look ->
                Reply.json(
                    look.status().serving() ? 200 : 503,
                    out -> {
                      out.writeStartObject();
                      out.writeStringProperty("status", look.status().label());
                      DiagnosisJson.timestamp(out, clock.instant());
                      out.writeStringProperty("version", VERSION);
                      out.writeObjectPropertyStart("services");
                      redis(out, look, request.caller());
                      out.writeEndObject();
                      out.writeEndObject();
                    }));
  }

  private CompletionStage<Reply> ready(ApiRequest request) {
    return redis
        .ready()
        .thenApply(
            look -> {
              boolean drains = draining.isDraining();
              boolean ready = look.status().serving() && !drains;
              String notReady = drains ? "draining" : "not_ready";
              return Reply.json(
                  ready ? 200 : 503,
                  out -> {
                    out.writeStartObject();
                    out.writeBooleanProperty("ready", ready);
                    out.writeStringProperty("status", ready ? "ready" : notReady);
                    DiagnosisJson.timestamp(out, clock.instant());
                    out.writeObjectPropertyStart("checks");
                    redis(out, look, request.caller());
                    out.writeEndObject();
                    out.writeEndObject();
                  });
            });
  }

  private CompletionStage<Reply> live(ApiRequest request) {
    return CompletableFuture.completedFuture(
        Reply.ok(
            out -> {
              out.writeStartObject();
              out.writeBooleanProperty("alive", true);
              out.writeStringProperty("status", "alive");
              DiagnosisJson.timestamp(out, clock.instant());
              out.writeStringProperty("version", VERSION);
              out.writeEndObject();
            }));
  }

  /** Where Redis is, and what is wrong with it, is nothing for those whom nobody knows. */
  private static void redis(JsonGenerator out, ServiceHealth look, Caller caller) {
    out.writeObjectPropertyStart("redis");
    out.writeStringProperty("status", look.status().label());
    out.writeBooleanProperty("connected", look.connected());
    if (caller.isKnown()) {
      out.writeStringProperty("host", look.host());
      out.writeNumberProperty("port", look.port());
    }
    out.writeName("latency_ms");
    out.writeRawValue(
        look.latency()
            .map(latency -> DiagnosisJson.thousandths(latency.toNanos() / 1_000))
            .orElse("null"));
    if (caller.isKnown()) {
      JsonOut.text(out, "error", look.error());
    }
    out.writeEndObject();
  }
}
