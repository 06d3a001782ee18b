package dev.agentc.api;

import dev.agentc.api.auth.Caller;
import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.user.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request as an endpoint sees it: decoded, complete and read-only. What it cannot be read as is
 * thrown as an {@link ApiException} that says so.
 *
 * @param id the request id
 * @param method as sent; {@code HEAD} for a HEAD
 * @param path without query and trailing slash, still percent-encoded
 * @param route the endpoint's template
 * @param pathParameters decoded
 * @param query decoded
 * @param headers all values by lower-case name
 * @param body empty for a GET
 * @param caller who asks
 */
@SuppressWarnings("ArrayRecordComponent") // one request's own bytes; never compared, never shared
public record ApiRequest(
    String id,
    String method,
    String path,
    String route,
    Map<String, String> pathParameters,
    QueryParameters query,
    Map<String, List<String>> headers,
    byte[] body,
    Caller caller) {

  private static final int MAX_IDEMPOTENCY_KEY = 255;

  /** A parameter of the path template; one that the template lacks is a fault of the program. */
  public String pathParameter(String name) {
    return Objects.requireNonNull(pathParameters.get(name), name);
  }

  /** Collects what is wrong with the query. */
  public QueryReader queryReader() {
    return new QueryReader(query);
  }

  /** The only or first value. */
  public Optional<String> header(String name) {
    return headerValues(name).stream().findFirst();
  }

  public List<String> headerValues(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  /** The body as any JSON value. 415 unless it is called JSON, 400 unless it is. */
  public JsonNode json() {
    MediaTypes.requireJson(header("Content-Type"), header("Content-Encoding"), body.length);
    return JsonCodec.parse(body);
  }

  /** The body as a JSON object. */
  public ObjectNode jsonObject() {
    if (json() instanceof ObjectNode object) {
      return object;
    }
    throw new ApiException(ErrorCode.MALFORMED_REQUEST, "The body must be a JSON object");
  }

  /** Collects what is wrong with the fields of the body, which must be a JSON object. */
  public FieldReader fields() {
    return FieldReader.of(jsonObject());
  }

  /** Whether the body is a patch by the rules of RFC 7396. */
  public boolean isMergePatch() {
    return MediaTypes.isMergePatch(header("Content-Type"));
  }

  /** What {@code If-Match} asks for; see {@link EntityTags}. */
  public Precondition precondition() {
    return EntityTags.ifMatch(headerValues("If-Match"));
  }

  /** The {@code Idempotency-Key}, in the scope of caller, method and path; 422 when malformed. */
  public Optional<IdempotencyKey> idempotencyKey() {
    List<String> values = headerValues("Idempotency-Key");
    if (values.isEmpty()) {
      return Optional.empty();
    }
    String key = values.get(0);
    boolean visible = key.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (values.size() > 1 || key.isEmpty() || key.length() > MAX_IDEMPOTENCY_KEY || !visible) {
      throw ApiException.invalid(
          "Idempotency-Key", "must be one value of 1 to 255 visible ASCII characters");
    }
    // The template and the decoded parameters, because one path has several encodings.
    List<String> scope = new ArrayList<>(List.of(caller.name(), owner(), method, route));
    scope.addAll(pathParameters.values());
    scope.add(key);
    return Optional.of(IdempotencyKey.of(body, scope.toArray(String[]::new)));
  }

  /** A caller that is made another user is another caller: it must not get earlier replies. */
  private String owner() {
    return caller.owner().map(UserId::value).orElse("");
  }

  /** Without headers and body, which hold secrets. */
  @Override
  public String toString() {
    return method + " " + route + " " + id;
  }
}
