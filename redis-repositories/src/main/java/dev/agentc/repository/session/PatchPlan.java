package dev.agentc.repository.session;

import dev.agentc.repository.JsonValue;
import dev.agentc.repository.session.SessionPatch.MetadataEdit;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A patch in terms of what is stored: which fields and which metadata to set (empty: remove).
 *
 * @param seen what the plan was {@link #resolve resolved} against; empty: values may have to be
 *     compared or merged by content
 */
record PatchPlan(
    SessionPatch patch,
    SortedMap<String, Optional<String>> fields,
    SortedMap<String, Optional<JsonValue>> metadata,
    Optional<Duration> ttl,
    Optional<StoredSession> seen) {

  static PatchPlan of(SessionPatch patch, SessionId id, Duration defaultTtl) {
    SortedMap<String, Optional<String>> fields = new TreeMap<>();
    patch
        .fields()
        .forEach((field, value) -> fields.put(field.key(), value.or(() -> field.fallback(id))));
    SortedMap<String, Optional<JsonValue>> metadata = new TreeMap<>();
    patch.metadata().forEach((key, edit) -> metadata.put(key, blind(edit)));
    Optional<Duration> ttl = patch.ttl().map(edit -> edit.ttl().orElse(defaultTtl));
    return new PatchPlan(patch, fields, metadata, ttl, Optional.empty());
  }

  /** How the script is to treat a key of metadata. */
  String operation(String key) {
    MetadataEdit edit = patch.metadata().get(key);
    if (edit instanceof MetadataEdit.Remove) {
      return "-";
    }
    if (seen.isPresent()) {
      return "!";
    }
    return edit instanceof MetadataEdit.Merge ? "&" : "?";
  }

  /** The value that a key of metadata was resolved against. */
  Optional<JsonValue> seen(String key) {
    return seen.map(stored -> stored.metadata().get(key));
  }

  /** The same with every value settled, given what is stored. */
  PatchPlan resolve(StoredSession stored) {
    SortedMap<String, Optional<JsonValue>> settled = new TreeMap<>();
    for (Map.Entry<String, MetadataEdit> entry : patch.metadata().entrySet()) {
      Optional<JsonValue> old = Optional.ofNullable(stored.metadata().get(entry.getKey()));
      Optional<JsonValue> wanted = settle(entry.getValue(), old);
      boolean same =
          old.isPresent() && wanted.isPresent() && JsonMerge.equal(old.get(), wanted.get());
      settled.put(entry.getKey(), same ? old : wanted);
    }
    return new PatchPlan(patch, fields, settled, ttl, Optional.of(stored));
  }

  /** What {@code stored} looks like with this plan carried out; times and version are as before. */
  StoredSession apply(StoredSession stored) {
    SortedMap<String, String> newFields = new TreeMap<>(stored.fields());
    fields.forEach(
        (name, value) ->
            value.ifPresentOrElse(v -> newFields.put(name, v), () -> newFields.remove(name)));
    ttl.ifPresent(value -> newFields.put(StoredSession.TTL, Long.toString(value.toMillis())));
    SortedMap<String, JsonValue> newMetadata =
        patch.metadataCleared() ? new TreeMap<>() : new TreeMap<>(stored.metadata());
    metadata.forEach(
        (key, value) ->
            value.ifPresentOrElse(v -> newMetadata.put(key, v), () -> newMetadata.remove(key)));
    return new StoredSession(newFields, newMetadata);
  }

  private static Optional<JsonValue> blind(MetadataEdit edit) {
    return edit instanceof MetadataEdit.Put put ? Optional.of(put.value()) : Optional.empty();
  }

  private static Optional<JsonValue> settle(MetadataEdit edit, Optional<JsonValue> old) {
    if (edit instanceof MetadataEdit.Merge merge) {
      return Optional.of(JsonMerge.merged(old.orElse(new JsonValue("null")), merge.value()));
    }
    return blind(edit);
  }
}
