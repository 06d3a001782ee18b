package dev.agentc.api;

import dev.agentc.api.auth.Authentication;
import dev.agentc.api.openapi.ContractTraffic;
import dev.agentc.api.tracing.RequestObserver;
import dev.agentc.repository.JsonCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The real server with some endpoints, on any free port, and a real client of it. */
public final class RunningApi implements AutoCloseable {

  /** Every request's id, so that whole error bodies can be written down. */
  public static final String REQUEST_ID = "test-request";

  private final ApiServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  private RunningApi(ApiServer server) {
    this.server = server;
  }

  /** For anybody. */
  public static RunningApi start(Collection<Endpoint> endpoints) {
    return start(endpoints, Authentication.none());
  }

  public static RunningApi start(Collection<Endpoint> endpoints, Authentication authentication) {
    return start(endpoints, Gate.of(authentication));
  }

  static RunningApi start(Collection<Endpoint> endpoints, Gate gate) {
    return start(endpoints, gate, true, RequestListener.none());
  }

  static RunningApi start(Collection<Endpoint> endpoints, RequestListener listener) {
    return start(endpoints, Gate.of(Authentication.none()), true, listener);
  }

  /** As with {@code USE_REDIS_SESSIONS=false}. */
  public static RunningApi startWithoutSessions(Collection<Endpoint> endpoints) {
    return start(endpoints, Gate.of(Authentication.none()), false, RequestListener.none());
  }

  private static RunningApi start(
      Collection<Endpoint> endpoints,
      Gate gate,
      boolean sessionsEnabled,
      RequestListener listener) {
    ServerLimits limits = ServerLimits.defaults();
    Shutdown shutdown = Shutdown.within(Duration.ofSeconds(1));
    ApiServer server =
        ApiServer.create(
            new ApiConfig(ApiConfig.LOOPBACK, 0, limits, sessionsEnabled, shutdown),
            endpoints,
            Admission.within(limits),
            gate,
            RequestObserver.none(),
            listener);
    server.start();
    return new RunningApi(server);
  }

  int port() {
    return server.port();
  }

  /** Without a slash at its end. */
  public String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /** What came back. */
  public record Answer(int status, Map<String, List<String>> headers, String body) {

    public JsonNode json() {
      return JsonCodec.parse(body);
    }

    /** A text at a JSON pointer. */
    public String text(String pointer) {
      return json().at(pointer).asString();
    }

    public Optional<String> header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
    }
  }

  public Answer get(String path, String... headers) {
    return send("GET", path, new byte[0], headers);
  }

  public Answer delete(String path, String... headers) {
    return send("DELETE", path, new byte[0], headers);
  }

  /** Sends JSON. */
  public Answer post(String path, String json, String... headers) {
    return sendJson("POST", path, json, headers);
  }

  /** Sends JSON. */
  public Answer put(String path, String json, String... headers) {
    return sendJson("PUT", path, json, headers);
  }

  public Answer sendJson(String method, String path, String json, String... headers) {
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Content-Type";
    all[headers.length + 1] = "application/json";
    return send(method, path, json.getBytes(StandardCharsets.UTF_8), all);
  }

  /** Headers are names and values in turn. Blocks. */
  public Answer send(String method, String path, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .timeout(Duration.ofSeconds(30))
            .header("X-Request-Id", REQUEST_ID)
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      Map<String, List<String>> received = new LinkedHashMap<>();
      response
          .headers()
          .map()
          .forEach((name, values) -> received.put(name.toLowerCase(Locale.ROOT), values));
      Answer answer = new Answer(response.statusCode(), received, response.body());
      ContractTraffic.shared().check(exchange(method, path, body, headers, answer));
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Everything that goes over this client is held against the OpenAPI document. */
  private static ContractTraffic.Exchange exchange(
      String method, String path, byte[] body, String[] headers, Answer answer) {
    Map<String, List<String>> sent = new LinkedHashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      sent.computeIfAbsent(headers[i].toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(headers[i + 1]);
    }
    return new ContractTraffic.Exchange(
        method, path, sent, body, answer.status(), answer.headers(), answer.body());
  }

  /** The whole body of an error. */
  public static JsonNode error(String code, String message, Map<String, ?> params) {
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("error", code);
    detail.put("error_code", code);
    detail.put("message", message);
    detail.put("params", params);
    detail.put("request_id", REQUEST_ID);
    return JsonCodec.parse(JsonCodec.value(Map.of("detail", detail)).text());
  }

  /** The whole body of a 422; field and message in turn. */
  public static JsonNode invalid(String... fieldsAndMessages) {
    List<Map<String, String>> fields = new ArrayList<>();
    for (int i = 0; i < fieldsAndMessages.length; i += 2) {
      fields.add(Map.of("field", fieldsAndMessages[i], "message", fieldsAndMessages[i + 1]));
    }
    return error("VALIDATION_ERROR", "The request breaks a rule", Map.of("fields", fields));
  }

  @Override
  public void close() {
    server.close();
  }
}
