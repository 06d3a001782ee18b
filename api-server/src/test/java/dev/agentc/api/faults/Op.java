package dev.agentc.api.faults;

import java.util.Optional;

/** What a writer asks for. Numbers are the writer's own: they say in which order it wrote. */
sealed interface Op {

  /** A session for a user; repeated with the same key it is the same session. */
  record Create(String user, String key) implements Op {}

  /** One message; without a key it is never repeated. */
  record Append(String session, String text, Optional<String> key) implements Op {}

  /** Two messages and a tool call at once, all with this text. */
  record Turn(String session, String id, String text, String key) implements Op {}

  /** Metadata {@code n}: repeating it changes nothing. */
  record Patch(String session, long number) implements Op {}

  record Delete(String session) implements Op {}

  /** The newest messages, as texts. */
  record Read(String session) implements Op {}

  record CreateUser(String user, String key) implements Op {}

  /** The session that it is about, if it is about one that exists. */
  default Optional<String> target() {
    if (this instanceof Append append) {
      return Optional.of(append.session());
    }
    if (this instanceof Turn turn) {
      return Optional.of(turn.session());
    }
    if (this instanceof Patch patch) {
      return Optional.of(patch.session());
    }
    if (this instanceof Delete delete) {
      return Optional.of(delete.session());
    }
    return this instanceof Read read ? Optional.of(read.session()) : Optional.empty();
  }

  /** Round trips to Redis that it may take, each with the deadline of a command. */
  default int roundTrips() {
    return this instanceof Create || this instanceof CreateUser ? 3 : 1;
  }
}
