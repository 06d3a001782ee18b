package dev.agentc.repository.session;

import dev.agentc.repository.JsonValue;
import dev.agentc.repository.Owner;
import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.RepositoryException.NotOwner;
import dev.agentc.repository.Violation;
import dev.agentc.repository.user.UserId;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What to change of a session; everything else stays. Immutable and valid: made by {@link
 * #builder()}, whose {@link Builder#violations()} tells beforehand which rules are broken.
 */
public final class SessionPatch {

  private final Map<SessionField, Optional<String>> fields;
  private final SortedMap<String, MetadataEdit> metadata;
  private final boolean metadataCleared;
  private final Optional<TtlEdit> ttl;

  private SessionPatch(Builder builder) {
    List<Violation> violations = builder.violations();
    if (!violations.isEmpty()) {
      throw new InvalidValue(violations);
    }
    Map<SessionField, Optional<String>> given = new EnumMap<>(SessionField.class);
    given.putAll(builder.values.fields());
    this.fields = Collections.unmodifiableMap(given);
    this.metadata = Collections.unmodifiableSortedMap(new TreeMap<>(builder.metadata));
    this.metadataCleared = builder.metadataCleared;
    this.ttl = builder.ttl;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The fields to set, in their stored text, or, when empty, to remove or put to their default. */
  public Map<SessionField, Optional<String>> fields() {
    return fields;
  }

  /** The user that the session is to belong to, when the patch names one. */
  public Optional<UserId> newUserId() {
    return fields.getOrDefault(SessionField.USER_ID, Optional.empty()).map(UserId::new);
  }

  /** True when the patch names the user, be it to remove it. */
  public boolean changesUser() {
    return fields.containsKey(SessionField.USER_ID);
  }

  /** For a repository that is confined to a user, which may not give sessions away. */
  void requireOwnedBy(Owner owner) {
    if (changesUser() && !owner.sees(newUserId())) {
      throw new NotOwner();
    }
  }

  SortedMap<String, MetadataEdit> metadata() {
    return metadata;
  }

  boolean metadataCleared() {
    return metadataCleared;
  }

  Optional<TtlEdit> ttl() {
    return ttl;
  }

  /** What to do with the value of one key of the metadata. */
  sealed interface MetadataEdit {
    record Put(JsonValue value) implements MetadataEdit {}

    record Remove() implements MetadataEdit {}

    /** RFC 7396; {@code value} is an object. */
    record Merge(JsonValue value) implements MetadataEdit {}
  }

  /**
   * A new time to live.
   *
   * @param ttl empty: the repository's default
   */
  record TtlEdit(Optional<Duration> ttl) {}

  /** Takes what a request gave, right or wrong. */
  public static final class Builder {

    private final SessionValues values = new SessionValues();
    private final SortedMap<String, MetadataEdit> metadata = new TreeMap<>();
    private boolean metadataCleared;
    private Optional<TtlEdit> ttl = Optional.empty();

    private Builder() {}

    /** Any field of kind TEXT. */
    public Builder text(SessionField field, String value) {
      values.text(field, value);
      return this;
    }

    /**
     * Any field of kind DECIMAL or INTEGER; one that is no integer or out of range is a violation.
     */
    public Builder number(SessionField field, BigDecimal value) {
      values.number(field, value);
      return this;
    }

    public Builder flag(SessionField field, boolean value) {
      values.flag(field, value);
      return this;
    }

    public Builder tools(List<String> tools) {
      values.tools(tools);
      return this;
    }

    /**
     * Removes an optional field and puts the others back to their default; a violation for {@code
     * model_id}, which has none.
     */
    public Builder clear(SessionField field) {
      values.clear(field);
      return this;
    }

    /** Sets the value of one key of the metadata, whatever it was; the other keys stay. */
    public Builder putMetadata(String key, JsonValue value) {
      metadata.put(key, new MetadataEdit.Put(value));
      return this;
    }

    public Builder removeMetadata(String key) {
      metadata.put(key, new MetadataEdit.Remove());
      return this;
    }

    /**
     * Applies a value by the rules of RFC 7396: an object merges into the one that is there, its
     * nulls remove, anything else replaces, null removes the key.
     */
    public Builder mergeMetadata(String key, JsonValue value) {
      metadata.put(
          key,
          switch (value.kind()) {
            case OBJECT -> new MetadataEdit.Merge(value);
            case NULL -> new MetadataEdit.Remove();
            default -> new MetadataEdit.Put(value);
          });
      return this;
    }

    /** Removes all metadata that this patch does not put. */
    public Builder clearMetadata() {
      metadataCleared = true;
      return this;
    }

    /** 60 to 31,536,000: from now on, for this session. */
    public Builder ttlSeconds(BigDecimal seconds) {
      Optional<Violation> violation = SessionRules.ttlSeconds(seconds);
      values.refuse(violation);
      ttl =
          violation.isPresent()
              ? Optional.empty()
              : Optional.of(new TtlEdit(Optional.of(Duration.ofSeconds(seconds.longValueExact()))));
      return this;
    }

    /** Back to the repository's default. */
    public Builder clearTtl() {
      ttl = Optional.of(new TtlEdit(Optional.empty()));
      return this;
    }

    /** Every rule that is broken; empty when {@link #build()} will succeed. */
    public List<Violation> violations() {
      List<Violation> all = new ArrayList<>(values.violations());
      long bytes =
          metadata.entrySet().stream()
              .filter(entry -> entry.getValue() instanceof MetadataEdit.Put)
              .mapToLong(
                  entry ->
                      SessionRules.metadataBytes(
                          entry.getKey(), ((MetadataEdit.Put) entry.getValue()).value()))
              .sum();
      SessionRules.metadataSize(bytes).ifPresent(all::add);
      return List.copyOf(all);
    }

    /** Throws {@link InvalidValue} with all violations. */
    public SessionPatch build() {
      return new SessionPatch(this);
    }
  }
}
