package dev.agentc.api.faults;

import dev.agentc.repository.JsonCodec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Through a server that runs, with a client's eyes: status, headers and body. */
final class HttpDoor implements Door {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The 503s of the contract. */
  private static final Set<String> UNAVAILABLE =
      Set.of(
          "REDIS_UNAVAILABLE",
          "REDIS_TIMEOUT",
          "REDIS_READ_ONLY",
          "REDIS_OUT_OF_MEMORY",
          "REDIS_LOADING",
          "REDIS_AUTH_FAILED",
          "REDIS_CLUSTER_DOWN",
          "REDIS_OVERLOADED",
          "REDIS_PERSISTENCE_FAILED",
          "REDIS_NO_REPLICAS",
          "REDIS_BUSY",
          "REDIS_FORBIDDEN",
          "SHUTTING_DOWN");

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final Supplier<String> base;

  /** {@code base} is asked for every request: a server that is started again may have moved. */
  HttpDoor(Supplier<String> base) {
    this.base = base;
  }

  @Override
  public String name() {
    return "http";
  }

  @Override
  public Outcome ask(Op op) {
    try {
      HttpResponse<String> response = client.send(request(op), BodyHandlers.ofString());
      return outcome(op, response);
    } catch (HttpTimeoutException never) {
      return new Outcome.Broken("no answer within " + PATIENCE);
    } catch (IOException brokenOff) {
      return new Outcome.NoAnswer(brokenOff.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Broken("interrupted");
    } catch (RuntimeException odd) {
      return new Outcome.Broken("not understood: " + odd);
    }
  }

  private static Outcome outcome(Op op, HttpResponse<String> response) {
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      return new Outcome.Done(values(op, response.body()));
    }
    String code = JsonCodec.parse(response.body()).at("/detail/error_code").asString();
    if (status == 404 && code.equals("SESSION_NOT_FOUND")) {
      return new Outcome.Gone();
    }
    boolean mayRetry =
        response.headers().firstValue("Retry-After").filter(s -> s.matches("[0-9]+")).isPresent();
    return status == 503 && mayRetry && UNAVAILABLE.contains(code)
        ? new Outcome.Refused(code)
        : new Outcome.Broken(status + " " + response.headers().map() + " " + response.body());
  }

  private static List<String> values(Op op, String body) {
    if (op instanceof Op.Create || op instanceof Op.Append) {
      return List.of(JsonCodec.parse(body).at("/id").asString());
    }
    if (op instanceof Op.Turn) {
      return List.of(JsonCodec.parse(body).at("/interaction_id").asString());
    }
    if (op instanceof Op.Read) {
      List<String> texts = new ArrayList<>();
      for (JsonNode message : JsonCodec.parse(body)) {
        texts.add(message.at("/content").asString());
      }
      return texts;
    }
    return List.of();
  }

  private HttpRequest request(Op op) {
    if (op instanceof Op.Create create) {
      return send(
          "POST",
          "/sessions",
          Map.of("model_id", "m", "user_id", create.user()),
          Optional.of(create.key()));
    }
    if (op instanceof Op.Append append) {
      return send("POST", chat(append.session(), "messages"), message(append.text()), append.key());
    }
    if (op instanceof Op.Turn turn) {
      Map<String, ?> body =
          Map.of(
              "id",
              turn.id(),
              "messages",
              List.of(message(turn.text()), message(turn.text())),
              "tool_calls",
              List.of(Map.of("name", "tool", "text", turn.text())));
      return send("POST", chat(turn.session(), "interactions"), body, Optional.of(turn.key()));
    }
    if (op instanceof Op.Patch patch) {
      Map<String, ?> body = Map.of("metadata", Map.of("n", Long.toString(patch.number())));
      return send("PATCH", "/sessions/" + patch.session(), body, Optional.empty());
    }
    if (op instanceof Op.Delete delete) {
      return to("/sessions/" + delete.session()).DELETE().build();
    }
    if (op instanceof Op.Read read) {
      return to(chat(read.session(), "messages") + "?last=" + LibraryDoor.NEWEST).GET().build();
    }
    Op.CreateUser user = (Op.CreateUser) op;
    return send("POST", "/users", Map.of("user_id", user.user()), Optional.of(user.key()));
  }

  private static String chat(String session, String what) {
    return "/chat/sessions/" + session + "/" + what;
  }

  private static Map<String, ?> message(String text) {
    return Map.of("role", "user", "content", text);
  }

  private HttpRequest send(String method, String path, Map<String, ?> json, Optional<String> key) {
    HttpRequest.Builder request =
        to(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(JsonCodec.value((Object) json).text()));
    key.ifPresent(value -> request.header("Idempotency-Key", value));
    return request.build();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(base.get() + "/api/v2" + path)).timeout(PATIENCE);
  }
}
