package dev.agentc.api.user;

import dev.agentc.api.JsonOut;
import dev.agentc.api.Reply;
import dev.agentc.repository.user.User;
import tools.jackson.core.JsonGenerator;

/** How users are shown. */
final class UserJson {

  private UserJson() {}

  /** The user with the tag of its version. */
  static Reply reply(int status, User user) {
    return Reply.json(status, out -> write(out, user)).withETag(user.version());
  }

  /** About how many characters it will be. */
  static long size(User user) {
    return user.metadata().text().length() + 512L;
  }

  static void write(JsonGenerator out, User user) {
    out.writeStartObject();
    out.writeStringProperty("uuid", user.uuid().toString());
    out.writeStringProperty("user_id", user.id().value());
    JsonOut.text(out, "email", user.email());
    JsonOut.text(out, "first_name", user.firstName());
    JsonOut.text(out, "last_name", user.lastName());
    JsonOut.value(out, "metadata", user.metadata());
    JsonOut.time(out, "created_at", user.createdAt());
    JsonOut.text(out, "updated_at", user.updatedAt().map(Reply::time));
    // Deleted users are gone; the name is there for the clients of the Python API.
    out.writeNullProperty("deleted_at");
    out.writeNumberProperty("version", user.version());
    out.writeEndObject();
  }
}
