package dev.agentc.api;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * One operation of the API: routes are data, so that they can be listed, checked and tested.
 *
 * @param method {@code GET} also answers {@code HEAD}
 * @param path a template such as {@code /api/v2/sessions/{session_id}}; one that ends in a literal
 *     is also found with a slash behind it
 * @param group what it depends on
 * @param access who may call it
 * @param produces the media type of its successful replies; errors are always JSON
 * @param handler called once per request, on a thread that it must not block
 */
public record Endpoint(
    Method method, String path, Group group, Access access, String produces, Handler handler) {

  /** What nearly every endpoint answers with. */
  public static final String JSON = "application/json";

  /** The methods that the API knows. */
  public enum Method {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE;

    boolean takesBody() {
      return this == POST || this == PUT || this == PATCH;
    }
  }

  /** What an endpoint depends on. */
  public enum Group {
    /** Answers whatever the state of the server: neither drained nor limited. */
    HEALTH,
    /** Needs the repositories; 503 where {@code USE_REDIS_SESSIONS} is false. */
    DATA,
    /** Everything else. */
    OTHER
  }

  /** Who may call an endpoint, where callers are told apart ({@code API_AUTH}). */
  public enum Access {
    /** Anybody. */
    PUBLIC,
    /** Any caller with credentials; what it sees is its own, unless it is an admin. */
    USER,
    /** Admins. */
    ADMIN
  }

  /**
   * Answers a request. It may throw what {@link ApiErrors} knows, or fail its stage with it; it
   * must not block. A stage that does not end is answered for by the request's deadline.
   */
  @FunctionalInterface
  public interface Handler {
    CompletionStage<Reply> handle(ApiRequest request);
  }

  public Endpoint {
    if (!path.startsWith("/") || (path.length() > 1 && path.endsWith("/"))) {
      throw new IllegalArgumentException(
          "path must start with a slash and not end in one: was " + path);
    }
  }

  /** Sessions, users and chats. */
  public static Endpoint data(Method method, String path, Handler handler) {
    return new Endpoint(method, path, Group.DATA, Access.USER, JSON, handler);
  }

  /** A probe: answered in every state of the server, to everybody. */
  public static Endpoint health(String path, Handler handler) {
    return new Endpoint(Method.GET, path, Group.HEALTH, Access.PUBLIC, JSON, handler);
  }

  /** For operators. */
  public static Endpoint admin(Method method, String path, String produces, Handler handler) {
    return new Endpoint(method, path, Group.OTHER, Access.ADMIN, produces, handler);
  }

  /** A page or file for everybody. */
  public static Endpoint open(String path, String produces, Handler handler) {
    return new Endpoint(Method.GET, path, Group.OTHER, Access.PUBLIC, produces, handler);
  }

  /**
   * Whether a browser opens it by itself, or for such a page, and so with a password at most. Only
   * what changes nothing may be: a browser sends the password for the pages of other sites, too.
   */
  public boolean isForBrowsers() {
    return method == Method.GET && (path.equals("/status") || path.startsWith("/status/"));
  }

  /** The parts between the slashes; {@code {name}} stands for any one part. */
  List<String> segments() {
    return List.of(path.substring(1).split("/", -1));
  }

  static boolean isParameter(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }
}
