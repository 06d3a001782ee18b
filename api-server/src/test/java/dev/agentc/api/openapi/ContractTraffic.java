package dev.agentc.api.openapi;

import dev.agentc.api.openapi.OpenApiFile.Operation;
import dev.agentc.repository.JsonCodec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * Holds what goes to and comes from a server against the OpenAPI document. A reply must be one that
 * the document has, body and headers; what is accepted must be what the document allows, and what
 * the document allows must not be called invalid, but for the rules that no schema can say. Paths
 * that the document does not have are a test's own; of these only the shape of errors is checked.
 * Thread-safe.
 */
public final class ContractTraffic {

  /** One request with its reply; header names in lower case, the body read as text. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  public record Exchange(
      String method,
      String target,
      Map<String, List<String>> requestHeaders,
      byte[] requestBody,
      int status,
      Map<String, List<String>> headers,
      String body) {

    String path() {
      int question = target.indexOf('?');
      return question < 0 ? target : target.substring(0, question);
    }

    String query() {
      int question = target.indexOf('?');
      return question < 0 ? "" : target.substring(question + 1);
    }

    Optional<String> contentType() {
      return first(headers, "content-type");
    }

    static Optional<String> first(Map<String, List<String>> headers, String name) {
      return headers.getOrDefault(name, List.of()).stream().findFirst();
    }
  }

  /** What only the document's operations send; others, such as Date, are the transport's. */
  private static final Set<String> OURS =
      Set.of(
          "etag",
          "location",
          "link",
          "x-total-count",
          "idempotency-replayed",
          "retry-after",
          "www-authenticate",
          "allow",
          "x-request-id");

  private static final ContractTraffic SHARED = new ContractTraffic();

  private final OpenApiFile file = OpenApiFile.load();
  private final OpenApiSchemas replies = OpenApiSchemas.closed(file);
  private final RequestRules requests = new RequestRules(file);
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  /** The one of this process. */
  public static ContractTraffic shared() {
    return SHARED;
  }

  /** Operation ids and statuses of all exchanges so far, such as {@code getSession 200}. */
  public Set<String> seen() {
    return new TreeSet<>(seen);
  }

  /** Throws an {@link AssertionError} that names everything that is wrong. */
  public void check(Exchange exchange) {
    List<String> problems = problems(exchange);
    if (!problems.isEmpty()) {
      throw new AssertionError(
          "not as the OpenAPI document says: "
              + exchange.method()
              + " "
              + exchange.target()
              + " -> "
              + exchange.status()
              + "\n  "
              + String.join("\n  ", problems)
              + "\n  "
              + (exchange.body().length() > 2_000
                  ? exchange.body().substring(0, 2_000)
                  : exchange.body()));
    }
  }

  List<String> problems(Exchange exchange) {
    List<Operation> operations = file.at(exchange.path());
    if (operations.isEmpty()) {
      return strayError(exchange);
    }
    boolean head = exchange.method().equals("HEAD");
    Optional<Operation> operation =
        operations.stream()
            .filter(one -> one.method().equals(head ? "GET" : exchange.method()))
            .findFirst();
    if (operation.isEmpty()) {
      return otherMethod(exchange);
    }
    seen.add(operation.get().id() + " " + exchange.status());
    Optional<JsonNode> response = file.response(operation.get(), exchange.status());
    if (response.isEmpty()) {
      return List.of(operation.get().id() + " has no " + exchange.status());
    }
    List<String> problems = new ArrayList<>(reply(exchange, response.get(), head));
    problems.addAll(requests.problems(operation.get(), exchange));
    return problems;
  }

  /** A preflight is answered before any operation is looked for. */
  private List<String> otherMethod(Exchange exchange) {
    if (exchange.method().equals("OPTIONS") && exchange.status() < 300) {
      return List.of();
    }
    return exchange.status() == 405
        ? reply(exchange, file.root().at("/components/responses/MethodNotAllowed"), false)
        : List.of("there is no such operation");
  }

  private List<String> strayError(Exchange exchange) {
    boolean json = exchange.contentType().filter("application/json"::equals).isPresent();
    return exchange.status() < 400 || !json || exchange.body().isEmpty()
        ? List.of()
        : replies.violations(
            file.root().at("/components/schemas/Error"), JsonCodec.parse(exchange.body()));
  }

  private List<String> reply(Exchange exchange, JsonNode response, boolean head) {
    List<String> problems = new ArrayList<>(headers(exchange, file.headers(response)));
    JsonNode content = response.path("content");
    String type = exchange.contentType().map(RequestRules::essence).orElse("");
    if (content.isEmpty()) {
      if (!exchange.body().isEmpty()) {
        problems.add("has a body, and should not");
      }
    } else if (!content.has(type)) {
      problems.add("is " + type + ", and should be " + content.propertyNames());
    } else if (type.equals("application/json") && !head) {
      JsonNode body = JsonCodec.parse(exchange.body());
      problems.addAll(replies.violations(content.get(type).get("schema"), body));
      problems.addAll(errorCode(response, body));
    }
    return problems;
  }

  private static List<String> errorCode(JsonNode response, JsonNode body) {
    if (!response.has("x-error-codes")) {
      return List.of();
    }
    String code = body.at("/detail/error_code").asString();
    boolean known =
        StreamSupport.stream(response.get("x-error-codes").spliterator(), false)
            .anyMatch(one -> one.asString().equals(code));
    return known ? List.of() : List.of("has the code " + code + ", which it should not");
  }

  private List<String> headers(Exchange exchange, Map<String, JsonNode> documented) {
    List<String> problems = new ArrayList<>();
    documented.forEach(
        (name, header) -> {
          List<String> values = exchange.headers().getOrDefault(name, List.of());
          if (values.isEmpty() && header.path("required").asBoolean(false)) {
            problems.add("lacks the header " + name);
          }
          for (String value : values) {
            JsonNode schema = header.get("schema");
            replies
                .violations(schema, RequestRules.value(file.resolve(schema), value))
                .forEach(violation -> problems.add("header " + name + violation));
          }
        });
    Set<String> undocumented = new HashSet<>(exchange.headers().keySet());
    undocumented.retainAll(OURS);
    undocumented.removeAll(documented.keySet());
    undocumented.forEach(name -> problems.add("has the header " + name.toLowerCase(Locale.ROOT)));
    return problems;
  }
}
