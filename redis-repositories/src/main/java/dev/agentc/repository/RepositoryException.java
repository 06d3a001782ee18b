package dev.agentc.repository;

import dev.agentc.repository.chat.InteractionId;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.user.UserId;
import java.util.List;

/**
 * Why a repository refused: the request was understood, Redis is well, and the answer is no. One
 * subtype per reason.
 */
public abstract sealed class RepositoryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private RepositoryException(String message) {
    super(message, null, false, false);
  }

  /** The reason as a word for a metric or a log: {@code session_not_found}, {@code chat_full}, … */
  public final String kind() {
    StringBuilder word = new StringBuilder();
    for (char letter : getClass().getSimpleName().toCharArray()) {
      if (Character.isUpperCase(letter) && !word.isEmpty()) {
        word.append('_');
      }
      word.append(Character.toLowerCase(letter));
    }
    return word.toString();
  }

  /** No such live session: it never was, was deleted or has expired. */
  public static final class SessionNotFound extends RepositoryException {
    private static final long serialVersionUID = 1L;
    private final transient SessionId id;

    public SessionNotFound(SessionId id) {
      super("Session " + id.value() + " not found");
      this.id = id;
    }

    public SessionId id() {
      return id;
    }
  }

  /** A repository that is confined to a user was to give something to another one. */
  public static final class NotOwner extends RepositoryException {
    private static final long serialVersionUID = 1L;

    public NotOwner() {
      super("A user may name nobody else as user_id");
    }
  }

  public static final class SessionAlreadyExists extends RepositoryException {
    private static final long serialVersionUID = 1L;
    private final transient SessionId id;

    public SessionAlreadyExists(SessionId id) {
      super("Session " + id.value() + " already exists");
      this.id = id;
    }

    public SessionId id() {
      return id;
    }
  }

  public static final class UserNotFound extends RepositoryException {
    private static final long serialVersionUID = 1L;
    private final transient UserId id;

    public UserNotFound(UserId id) {
      super("User " + id.value() + " not found");
      this.id = id;
    }

    public UserId id() {
      return id;
    }
  }

  public static final class UserAlreadyExists extends RepositoryException {
    private static final long serialVersionUID = 1L;
    private final transient UserId id;

    public UserAlreadyExists(UserId id) {
      super("User " + id.value() + " already exists");
      this.id = id;
    }

    public UserId id() {
      return id;
    }
  }

  public static final class InteractionAlreadyExists extends RepositoryException {
    private static final long serialVersionUID = 1L;
    private final transient InteractionId id;

    public InteractionAlreadyExists(InteractionId id) {
      super("Interaction " + id.value() + " already exists");
      this.id = id;
    }

    public InteractionId id() {
      return id;
    }
  }

  /**
   * The chat holds as many messages (or tool calls) as it may, and {@code CHAT_OVERFLOW} is {@code
   * reject}.
   */
  public static final class ChatFull extends RepositoryException {
    private static final long serialVersionUID = 1L;
    private final int limit;

    public ChatFull(SessionId id, int limit) {
      super("Session " + id.value() + " holds its most entries: " + limit);
      this.limit = limit;
    }

    public int limit() {
      return limit;
    }
  }

  /** The resource has another version than the caller's precondition names. */
  public static final class VersionMismatch extends RepositoryException {
    private static final long serialVersionUID = 1L;
    private final long currentVersion;

    public VersionMismatch(long currentVersion) {
      super("The current version is " + currentVersion);
      this.currentVersion = currentVersion;
    }

    public long currentVersion() {
      return currentVersion;
    }
  }

  /** The idempotency key was used before, with another request. */
  public static final class IdempotencyKeyReused extends RepositoryException {
    private static final long serialVersionUID = 1L;

    public IdempotencyKeyReused() {
      super("The idempotency key was used before with another request");
    }
  }

  /**
   * A rule that only the stored data can decide, such as the size of all metadata together, is
   * broken.
   */
  public static final class InvalidValue extends RepositoryException {
    private static final long serialVersionUID = 1L;
    private final transient List<Violation> violations;

    public InvalidValue(List<Violation> violations) {
      super(violations.toString());
      this.violations = List.copyOf(violations);
    }

    public List<Violation> violations() {
      return violations;
    }
  }
}
