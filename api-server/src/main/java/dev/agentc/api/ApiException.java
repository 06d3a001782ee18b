package dev.agentc.api;

import dev.agentc.repository.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An error reply, thrown: code, sentence, params and headers as the caller will see them. Holds no
 * stack trace; it is an answer, not a fault.
 */
public final class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient Map<String, Object> params;
  private final transient Map<String, String> headers;

  public ApiException(ErrorCode code, String message) {
    this(code, message, Map.of(), Map.of());
  }

  private ApiException(
      ErrorCode code, String message, Map<String, Object> params, Map<String, String> headers) {
    super(message, null, false, false);
    this.code = code;
    this.params = params;
    this.headers = headers;
  }

  public static ApiException of(ErrorCode code, String message) {
    return new ApiException(code, message);
  }

  /** 422 with every violation. */
  public static ApiException invalid(List<Violation> violations) {
    List<Map<String, String>> fields = violations.stream().map(ApiException::fieldOf).toList();
    return of(ErrorCode.VALIDATION_ERROR, "The request breaks a rule").withParam("fields", fields);
  }

  /** 422 with one violation. */
  public static ApiException invalid(String field, String message) {
    return invalid(List.of(new Violation(field, message)));
  }

  /** Adds to {@code params}; the value is anything that JSON can say. */
  public ApiException withParam(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(params);
    more.put(name, value);
    return new ApiException(code, message(), more, headers);
  }

  public ApiException withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new ApiException(code, message(), params, more);
  }

  public ErrorCode code() {
    return code;
  }

  public String message() {
    return String.valueOf(getMessage());
  }

  public Map<String, Object> params() {
    return params;
  }

  public Map<String, String> headers() {
    return headers;
  }

  private static Map<String, String> fieldOf(Violation violation) {
    Map<String, String> field = new LinkedHashMap<>();
    field.put("field", violation.field());
    field.put("message", violation.message());
    return field;
  }
}
