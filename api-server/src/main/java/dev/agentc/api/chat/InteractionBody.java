package dev.agentc.api.chat;

import dev.agentc.api.FieldReader;
import dev.agentc.repository.Violation;
import dev.agentc.repository.chat.EntryCodec;
import dev.agentc.repository.chat.EntryKind;
import dev.agentc.repository.chat.InteractionId;
import dev.agentc.repository.chat.NewEntry;
import dev.agentc.repository.chat.NewInteraction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What the body of a new interaction says, checked: 422 with everything that is wrong. */
final class InteractionBody {

  private InteractionBody() {}

  static NewInteraction read(FieldReader in, Instant now) {
    Optional<InteractionId> id = in.text("id").flatMap(text -> id(in, text));
    in.requireGiven("messages");
    List<NewEntry> messages = entries(in, "messages", EntryKind.MESSAGE, 1, now);
    List<NewEntry> toolCalls = entries(in, "tool_calls", EntryKind.TOOL_CALL, 0, now);
    in.finish();
    return new NewInteraction(id, messages, toolCalls);
  }

  private static Optional<InteractionId> id(FieldReader in, String text) {
    Optional<InteractionId> id = InteractionId.parse(text);
    if (id.isEmpty()) {
      in.refuse("id", "1 to 128 letters, digits or any of _.:- and not . or ..", text);
    }
    return id;
  }

  /** Of a list that is too long nothing but its length is looked at. */
  private static List<NewEntry> entries(
      FieldReader in, String name, EntryKind kind, int least, Instant now) {
    Optional<List<JsonNode>> list = in.list(name);
    int size = list.map(List::size).orElse(least);
    if (size < least || size > NewInteraction.MAX_ENTRIES) {
      String rule = least + " to " + NewInteraction.MAX_ENTRIES + " elements";
      in.violation(name, "must have " + rule + ": was " + size);
      return List.of();
    }
    List<Violation> violations = new ArrayList<>();
    List<NewEntry> entries = new ArrayList<>();
    List<JsonNode> sent = list.orElse(List.of());
    for (int i = 0; i < sent.size(); i++) {
      EntryCodec.read(kind, sent.get(i), name + "[" + i + "]", now, violations)
          .ifPresent(entries::add);
    }
    in.violations(violations);
    return entries;
  }
}
