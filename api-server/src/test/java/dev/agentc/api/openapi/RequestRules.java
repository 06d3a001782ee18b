package dev.agentc.api.openapi;

import dev.agentc.api.openapi.ContractTraffic.Exchange;
import dev.agentc.api.openapi.OpenApiFile.Operation;
import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.JsonException;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BigIntegerNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.StringNode;

/** Holds requests against the document, in the light of what the server made of them. */
final class RequestRules {

  /** What the server refuses and no schema can say. */
  private static final Pattern NOT_IN_SCHEMAS =
      Pattern.compile(
          "must be at most \\d+ bytes.*" // a size in bytes
              + "|must be at most \\d+, the chat's limit.*"
              + "|must be one value of .*" // a header given twice
              + "|must be the same as .*" // two spellings of one field
              + "|must be one @ with text on both sides.*" // which is blank
              + "|must be 0 with a cursor.*"
              + "|must be (the|a) next_cursor of .*"
              + "|must not be given with last"
              + "|must be an interaction of this session.*"
              + "|must be an RFC 3339 time.*" // 31 February
              + "|must be -, \\+ .*" // the same in a bound, or an id beyond 64 bits
              + "|must be nested .*|must have at most .* members.*|must not hold a lone surrogate.*"
              + "|must have numbers of .*",
          Pattern.DOTALL);

  private final OpenApiFile file;
  private final OpenApiSchemas schemas;

  RequestRules(OpenApiFile file) {
    this.file = file;
    this.schemas = OpenApiSchemas.open(file);
  }

  List<String> problems(Operation operation, Exchange exchange) {
    List<String> violations = violations(operation, exchange);
    if (exchange.status() < 400) {
      return violations.stream().map(one -> "accepted, though " + one).toList();
    }
    boolean refused = exchange.status() == 422 && exchange.body().contains("VALIDATION_ERROR");
    return refused && violations.isEmpty() ? unforeseen(exchange) : List.of();
  }

  private static List<String> unforeseen(Exchange exchange) {
    List<String> problems = new ArrayList<>();
    for (JsonNode field : JsonCodec.parse(exchange.body()).at("/detail/params/fields")) {
      String message = field.get("message").asString();
      if (!NOT_IN_SCHEMAS.matcher(message).matches()) {
        problems.add(
            "refused for "
                + field.get("field").asString()
                + " ("
                + message
                + "), which the document allows");
      }
    }
    return problems;
  }

  private List<String> violations(Operation operation, Exchange exchange) {
    List<String> found = new ArrayList<>();
    for (JsonNode parameter : file.parameters(operation)) {
      String name = parameter.get("name").asString();
      List<String> values = values(parameter, operation, exchange);
      if (values.isEmpty() && parameter.path("required").asBoolean(false)) {
        found.add(name + " is missing");
      }
      if (values.size() > 1 && !parameter.get("in").asString().equals("header")) {
        found.add(name + " is given more than once");
      }
      JsonNode schema = parameter.get("schema");
      String joined = String.join(",", values);
      if (!values.isEmpty()) {
        schemas
            .violations(schema, value(file.resolve(schema), joined))
            .forEach(violation -> found.add(name + violation));
      }
    }
    if (operation.node().has("requestBody")) {
      found.addAll(body(file.resolve(operation.node().get("requestBody")), exchange));
    }
    return found;
  }

  private static List<String> values(JsonNode parameter, Operation operation, Exchange exchange) {
    String name = parameter.get("name").asString();
    return switch (parameter.get("in").asString()) {
      case "path" -> {
        int at = OpenApiFile.segments(operation.path()).indexOf("{" + name + "}");
        String raw = OpenApiFile.segments(exchange.path()).get(at);
        yield List.of(URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8));
      }
      case "query" -> queryValues(exchange.query(), name);
      default -> exchange.requestHeaders().getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    };
  }

  private static List<String> queryValues(String query, String name) {
    List<String> values = new ArrayList<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (!pair.isEmpty() && URLDecoder.decode(key, StandardCharsets.UTF_8).equals(name)) {
        values.add(
            URLDecoder.decode(
                equals < 0 ? "" : pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return values;
  }

  private List<String> body(JsonNode requestBody, Exchange exchange) {
    String type =
        Exchange.first(exchange.requestHeaders(), "content-type")
            .map(RequestRules::essence)
            .orElse("");
    JsonNode content = requestBody.get("content");
    Optional<JsonNode> media = Optional.ofNullable(content.get(type));
    if (media.isEmpty() && type.matches("application/.+\\+json")) {
      media = Optional.of(content.get("application/json"));
    }
    if (media.isEmpty()) {
      return List.of("the body is " + type);
    }
    try {
      return schemas.violations(media.get().get("schema"), JsonCodec.parse(exchange.requestBody()));
    } catch (JsonException e) {
      return List.of("the body is not JSON as it should be: " + e.getMessage());
    }
  }

  /** A text as the value that a schema of its type would have. */
  static JsonNode value(JsonNode schema, String text) {
    String type = schema.path("type").asString("");
    if (type.equals("integer") && text.matches("-?[0-9]+")) {
      return BigIntegerNode.valueOf(new BigInteger(text));
    }
    return type.equals("boolean") && (text.equals("true") || text.equals("false"))
        ? BooleanNode.valueOf(text.equals("true"))
        : StringNode.valueOf(text);
  }

  static String essence(String contentType) {
    int semicolon = contentType.indexOf(';');
    String essence = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return essence.strip().toLowerCase(Locale.ROOT);
  }
}
