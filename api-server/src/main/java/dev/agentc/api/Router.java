package dev.agentc.api;

import dev.agentc.api.Endpoint.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the endpoint of a method and path. Immutable once built; a duplicate is refused. */
final class Router {

  /** An endpoint with the decoded values of its template's parameters. */
  record Match(Endpoint endpoint, Map<String, String> parameters) {}

  private static final class Node {
    final Map<String, Node> literals = new HashMap<>();
    final Map<Method, Endpoint> endpoints = new EnumMap<>(Method.class);
    @Nullable Node parameter;

    Node parameterNode() {
      Node node = parameter == null ? new Node() : parameter;
      parameter = node;
      return node;
    }
  }

  private final Node root = new Node();

  Router(Collection<Endpoint> endpoints) {
    endpoints.forEach(this::add);
  }

  private void add(Endpoint endpoint) {
    Node node = root;
    for (String segment : endpoint.segments()) {
      node =
          Endpoint.isParameter(segment)
              ? node.parameterNode()
              : node.literals.computeIfAbsent(segment, s -> new Node());
    }
    Endpoint other = node.endpoints.putIfAbsent(endpoint.method(), endpoint);
    if (other != null) {
      throw new IllegalStateException(
          "two endpoints for " + endpoint.method() + ": " + other.path() + ", " + endpoint.path());
    }
  }

  /**
   * Throws {@link ApiException}: 400 for broken percent-encoding, 404 for an unknown path, 405 for
   * a known one with another method.
   */
  Match find(String method, String rawPath) {
    List<String> segments = segments(rawPath);
    Node node = node(segments);
    Endpoint endpoint = endpointOf(node, method);
    if (endpoint == null) {
      throw ApiException.of(ErrorCode.METHOD_NOT_ALLOWED, "This path does not take this method")
          .withHeader("Allow", allowed(node));
    }
    return new Match(endpoint, parameters(endpoint, segments));
  }

  /** The methods that a path takes, for {@code Allow}. Throws as {@link #find}. */
  String methods(String rawPath) {
    return allowed(node(segments(rawPath)));
  }

  private static List<String> segments(String rawPath) {
    List<String> segments = new ArrayList<>();
    for (String segment : rawPath.substring(1).split("/", -1)) {
      segments.add(PercentCoding.decode(segment, PercentCoding.Plus.LITERAL));
    }
    return segments;
  }

  private Node node(List<String> segments) {
    Node node = walk(root, segments, 0);
    if (node == null) {
      throw new ApiException(ErrorCode.NOT_FOUND, "There is nothing at this path");
    }
    return node;
  }

  private static @Nullable Node walk(Node node, List<String> segments, int at) {
    if (at == segments.size()) {
      return node.endpoints.isEmpty() ? null : node;
    }
    String segment = segments.get(at);
    Node literal = node.literals.get(segment);
    Node found = literal == null ? null : walk(literal, segments, at + 1);
    if (found == null && node.parameter != null && !segment.isEmpty()) {
      found = walk(node.parameter, segments, at + 1);
    }
    boolean trailingSlash = at == segments.size() - 1 && segment.isEmpty();
    if (found == null && trailingSlash && endsInLiteral(node)) {
      return node;
    }
    return found;
  }

  private static boolean endsInLiteral(Node node) {
    if (node.endpoints.isEmpty()) {
      return false;
    }
    List<String> segments = node.endpoints.values().iterator().next().segments();
    return !Endpoint.isParameter(segments.get(segments.size() - 1));
  }

  private static @Nullable Endpoint endpointOf(Node node, String method) {
    for (Method known : Method.values()) {
      if (known.name().equals(method.equals("HEAD") ? "GET" : method)) {
        return node.endpoints.get(known);
      }
    }
    return null;
  }

  private static String allowed(Node node) {
    TreeSet<String> names = new TreeSet<>();
    node.endpoints.keySet().forEach(method -> names.add(method.name()));
    Optional.ofNullable(node.endpoints.get(Method.GET)).ifPresent(get -> names.add("HEAD"));
    return String.join(", ", names);
  }

  private static Map<String, String> parameters(Endpoint endpoint, List<String> segments) {
    Map<String, String> parameters = new LinkedHashMap<>();
    List<String> template = endpoint.segments();
    for (int i = 0; i < template.size(); i++) {
      String name = template.get(i);
      if (Endpoint.isParameter(name)) {
        parameters.put(name.substring(1, name.length() - 1), segments.get(i));
      }
    }
    return parameters;
  }
}
