package dev.agentc.api.user;

import dev.agentc.api.ApiException;
import dev.agentc.api.ApiRequest;
import dev.agentc.api.ErrorCode;
import dev.agentc.api.FieldReader;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.user.NewUser;
import dev.agentc.repository.user.UserId;
import java.util.Optional;

/** What the body of a create or replace says, checked: 422 with everything that is wrong. */
final class UserBody {

  /** Most characters of a first and of a last name; the contract's limit for names. */
  static final int MAX_NAME = 200;

  /** Most characters of an email: 64 before the {@code @} and 255 behind it (RFC 5321). */
  static final int MAX_EMAIL = 320;

  /** Most bytes of the metadata as compact JSON. */
  static final int MAX_METADATA = 64 * 1024;

  private static final JsonValue NO_METADATA = new JsonValue("{}");

  private UserBody() {}

  static NewUser create(ApiRequest request) {
    FieldReader in = request.fields();
    in.requireGiven("user_id");
    Optional<UserId> id = in.text("user_id").flatMap(text -> id(in, text));
    return read(in, id);
  }

  /** The {@code user_id} may be left out; another one than the path's is a 400. */
  static NewUser replace(ApiRequest request, UserId id) {
    FieldReader in = request.fields();
    Optional<String> named = in.text("user_id");
    if (named.isPresent() && !named.get().equals(id.value())) {
      throw ApiException.of(
              ErrorCode.USER_ID_MISMATCH, "The body names another user_id than the path")
          .withParam("user_id", id.value());
    }
    return read(in, Optional.of(id));
  }

  private static Optional<UserId> id(FieldReader in, String text) {
    Optional<UserId> id = UserId.parse(text);
    if (id.isEmpty()) {
      in.refuse("user_id", "1 to 128 letters, digits or any of _.@:+- and not . or ..", text);
    }
    return id;
  }

  private static NewUser read(FieldReader in, Optional<UserId> id) {
    Optional<String> email = in.text("email", 0, MAX_EMAIL);
    email
        .filter(text -> !isEmail(text))
        .ifPresent(text -> in.refuse("email", "one @ with text on both sides", text));
    Optional<String> firstName = in.text("first_name", 0, MAX_NAME);
    Optional<String> lastName = in.text("last_name", 0, MAX_NAME);
    JsonValue metadata = in.objectValue("metadata").orElse(NO_METADATA);
    int bytes = metadata.utf8().length;
    if (bytes > MAX_METADATA) {
      in.violation("metadata", "must be at most " + MAX_METADATA + " bytes: was " + bytes);
    }
    in.finish();
    return new NewUser(id.orElseThrow(), email, firstName, lastName, metadata);
  }

  private static boolean isEmail(String text) {
    int at = text.indexOf('@');
    return at > 0
        && at == text.lastIndexOf('@')
        && !text.substring(0, at).isBlank()
        && !text.substring(at + 1).isBlank();
  }
}
