package dev.agentc.api.openapi;

import dev.agentc.repository.JsonCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** The OpenAPI document, read for tests; immutable. */
public final class OpenApiFile {

  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  /**
   * One operation at one of the places that its servers give it.
   *
   * @param method upper case
   * @param path the whole template, from the root
   */
  public record Operation(String method, String path, JsonNode item, JsonNode node) {

    public String id() {
      return node.at("/operationId").asString();
    }

    int literals() {
      return (int) segments(path).stream().filter(part -> !part.startsWith("{")).count();
    }
  }

  private final JsonNode root;
  private final List<Operation> operations;

  private OpenApiFile(JsonNode root) {
    this.root = root;
    this.operations = operations(root);
  }

  public static OpenApiFile load() {
    return new OpenApiFile(JsonCodec.parse(OpenApiDocument.json()));
  }

  public JsonNode root() {
    return root;
  }

  public List<Operation> operations() {
    return operations;
  }

  /** All operations of the path's template; of several templates the one with most literals. */
  public List<Operation> at(String rawPath) {
    List<String> parts = new ArrayList<>(segments(rawPath));
    Optional<Operation> best = best(parts);
    if (best.isEmpty() && parts.get(parts.size() - 1).isEmpty()) {
      parts.remove(parts.size() - 1);
      best = best(parts).filter(found -> !found.path().endsWith("}"));
    }
    return best.map(Operation::path).stream()
        .flatMap(path -> operations.stream().filter(one -> one.path().equals(path)))
        .toList();
  }

  private Optional<Operation> best(List<String> parts) {
    return operations.stream()
        .filter(operation -> matches(segments(operation.path()), parts))
        .max(Comparator.comparingInt(Operation::literals));
  }

  private static boolean matches(List<String> template, List<String> parts) {
    if (template.size() != parts.size()) {
      return false;
    }
    for (int i = 0; i < parts.size(); i++) {
      String expected = template.get(i);
      if (expected.startsWith("{") ? parts.get(i).isEmpty() : !expected.equals(parts.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The parameters of the path and of the operation, references followed. */
  public List<JsonNode> parameters(Operation operation) {
    List<JsonNode> all = new ArrayList<>();
    operation.item().path("parameters").forEach(node -> all.add(resolve(node)));
    operation.node().path("parameters").forEach(node -> all.add(resolve(node)));
    return all;
  }

  public Optional<JsonNode> response(Operation operation, int status) {
    return Optional.ofNullable(operation.node().path("responses").get(String.valueOf(status)))
        .map(this::resolve);
  }

  public Map<String, JsonNode> headers(JsonNode response) {
    Map<String, JsonNode> headers = new LinkedHashMap<>();
    response
        .path("headers")
        .properties()
        .forEach(
            header ->
                headers.put(header.getKey().toLowerCase(Locale.ROOT), resolve(header.getValue())));
    return headers;
  }

  /** What a reference leads to; anything else is itself. */
  public JsonNode resolve(JsonNode node) {
    JsonNode reference = node.get("$ref");
    return reference == null
        ? node
        : resolve(root.at(JsonPointer.compile(reference.asString().substring(1))));
  }

  private static List<Operation> operations(JsonNode root) {
    List<Operation> all = new ArrayList<>();
    root.path("paths")
        .properties()
        .forEach(
            path -> {
              JsonNode item = path.getValue();
              JsonNode servers = item.has("servers") ? item.get("servers") : root.get("servers");
              for (JsonNode server : servers) {
                String url = server.get("url").asString();
                String whole = (url.equals("/") ? "" : url) + path.getKey();
                item.properties().stream()
                    .filter(member -> METHODS.contains(member.getKey()))
                    .forEach(
                        member ->
                            all.add(
                                new Operation(
                                    member.getKey().toUpperCase(Locale.ROOT),
                                    whole,
                                    item,
                                    member.getValue())));
              }
            });
    return List.copyOf(all);
  }

  static List<String> segments(String path) {
    return List.of(path.substring(1).split("/", -1));
  }
}
