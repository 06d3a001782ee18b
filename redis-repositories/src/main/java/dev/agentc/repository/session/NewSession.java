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
 * A session to be created. Immutable and valid: made by {@link #builder()}, whose {@link
 * Builder#violations()} tells beforehand which rules are broken.
 */
public final class NewSession {

  private final Optional<SessionId> id;
  private final Map<SessionField, String> fields;
  private final SortedMap<String, JsonValue> metadata;
  private final Optional<Duration> ttl;

  private NewSession(Builder builder) {
    List<Violation> violations = builder.violations();
    if (!violations.isEmpty()) {
      throw new InvalidValue(violations);
    }
    Map<SessionField, String> given = new EnumMap<>(SessionField.class);
    builder.values.fields().forEach((field, value) -> value.ifPresent(v -> given.put(field, v)));
    this.id = builder.id.flatMap(SessionId::parse);
    this.fields = Collections.unmodifiableMap(given);
    this.metadata = Collections.unmodifiableSortedMap(new TreeMap<>(builder.metadata));
    this.ttl = builder.ttlSeconds.map(seconds -> Duration.ofSeconds(seconds.longValueExact()));
  }

  private NewSession(NewSession other, UserId user) {
    Map<SessionField, String> given = new EnumMap<>(SessionField.class);
    given.putAll(other.fields);
    given.put(SessionField.USER_ID, user.value());
    this.id = other.id;
    this.fields = Collections.unmodifiableMap(given);
    this.metadata = other.metadata;
    this.ttl = other.ttl;
  }

  /** For a repository that is confined to a user; throws {@link NotOwner}. */
  NewSession ownedBy(Owner owner) {
    if (owner.user().isEmpty()) {
      return this;
    }
    if (userId().isPresent() && !owner.sees(userId())) {
      throw new NotOwner();
    }
    return new NewSession(this, owner.user().get());
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Empty: two fresh words. */
  public Optional<SessionId> id() {
    return id;
  }

  /** What was given, in its stored text. */
  public Map<SessionField, String> fields() {
    return fields;
  }

  public Optional<UserId> userId() {
    return Optional.ofNullable(fields.get(SessionField.USER_ID)).map(UserId::new);
  }

  public SortedMap<String, JsonValue> metadata() {
    return metadata;
  }

  /** Empty: the repository's default. */
  public Optional<Duration> ttl() {
    return ttl;
  }

  /** Takes what a request gave, right or wrong. A field that is not called stays at its default. */
  public static final class Builder {

    private final SessionValues values = new SessionValues();
    private Optional<String> id = Optional.empty();
    private Map<String, JsonValue> metadata = Map.of();
    private Optional<BigDecimal> ttlSeconds = Optional.empty();

    private Builder() {}

    public Builder id(String id) {
      this.id = Optional.of(id);
      return this;
    }

    public Builder modelId(String modelId) {
      return text(SessionField.MODEL_ID, modelId);
    }

    public Builder userId(String userId) {
      return text(SessionField.USER_ID, userId);
    }

    public Builder name(String name) {
      return text(SessionField.NAME, name);
    }

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

    public Builder metadata(Map<String, JsonValue> metadata) {
      this.metadata = Map.copyOf(metadata);
      return this;
    }

    public Builder ttlSeconds(BigDecimal seconds) {
      this.ttlSeconds = Optional.of(seconds);
      return this;
    }

    /** Every rule that is broken; empty when {@link #build()} will succeed. */
    public List<Violation> violations() {
      List<Violation> all = new ArrayList<>();
      id.flatMap(SessionRules::id).ifPresent(all::add);
      if (!values.fields().containsKey(SessionField.MODEL_ID)) {
        all.add(new Violation(SessionField.MODEL_ID.key(), "must be given"));
      }
      all.addAll(values.violations());
      SessionRules.metadataSize(SessionRules.metadataBytes(metadata)).ifPresent(all::add);
      ttlSeconds.flatMap(SessionRules::ttlSeconds).ifPresent(all::add);
      return List.copyOf(all);
    }

    /** Throws {@link InvalidValue} with all violations. */
    public NewSession build() {
      return new NewSession(this);
    }
  }
}
