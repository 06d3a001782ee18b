package dev.agentc.api.session;

import dev.agentc.api.ApiException;
import dev.agentc.api.ApiRequest;
import dev.agentc.api.ErrorCode;
import dev.agentc.api.FieldReader;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.SessionField;
import dev.agentc.repository.session.SessionPatch;
import dev.agentc.repository.session.SessionRules;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the bodies of create and patch mean. Everything that is wrong is told at once. */
final class SessionBodies {

  private static final String METADATA = "metadata";
  private static final String TTL = "ttl_seconds";

  /** Those of {@code /agent}. */
  static final Set<SessionField> AGENT_FIELDS =
      EnumSet.of(
          SessionField.MODEL_ID,
          SessionField.PERSONA_ID,
          SessionField.CUSTOM_PROMPT,
          SessionField.TEMPERATURE,
          SessionField.REASONING_EFFORT,
          SessionField.BUDGET_TOKENS,
          SessionField.MAX_TOKENS,
          SessionField.TOOLS);

  private SessionBodies() {}

  static NewSession create(ApiRequest request) {
    FieldReader in = request.fields();
    NewSession.Builder builder = NewSession.builder();
    in.text("id").ifPresent(builder::id);
    SessionFields.into(builder).read(in, EnumSet.complementOf(EnumSet.of(SessionField.IS_ACTIVE)));
    Map<String, JsonValue> metadata = in.members(METADATA).orElse(Map.of());
    builder.metadata(metadata);
    in.number(TTL).ifPresent(builder::ttlSeconds);
    in.violations(builder.violations());
    refuseReserved(in, metadata.keySet());
    return builder.build();
  }

  static SessionPatch patch(ApiRequest request) {
    FieldReader in = request.fields();
    SessionPatch.Builder builder = SessionPatch.builder();
    boolean merge = request.isMergePatch();
    fields(builder, merge).read(in, EnumSet.allOf(SessionField.class));
    Map<String, JsonValue> metadata = in.members(METADATA).orElse(Map.of());
    if (merge) {
      metadata.forEach(builder::mergeMetadata);
      clearNulls(in, builder);
    } else {
      metadata.forEach(
          (key, value) -> {
            if (value.kind() != JsonValue.Kind.NULL) {
              builder.putMetadata(key, value);
            }
          });
    }
    in.number(TTL).ifPresent(builder::ttlSeconds);
    in.violations(builder.violations());
    refuseReserved(in, metadata.keySet());
    return builder.build();
  }

  static SessionPatch agentPatch(ApiRequest request) {
    FieldReader in = request.fields();
    SessionPatch.Builder builder = SessionPatch.builder();
    fields(builder, request.isMergePatch()).read(in, AGENT_FIELDS);
    in.violations(builder.violations());
    in.finish();
    return builder.build();
  }

  private static SessionFields fields(SessionPatch.Builder builder, boolean merge) {
    return merge ? SessionFields.mergedInto(builder) : SessionFields.into(builder);
  }

  private static void clearNulls(FieldReader in, SessionPatch.Builder builder) {
    if (in.isNull(METADATA)) {
      builder.clearMetadata();
    }
    if (in.isNull(TTL)) {
      builder.clearTtl();
    }
  }

  /** A reserved key has a code of its own, unless more is wrong: then it is one of the fields. */
  private static void refuseReserved(FieldReader in, Set<String> keys) {
    Set<String> reserved = new TreeSet<>(keys);
    reserved.retainAll(SessionRules.RESERVED_METADATA_KEYS);
    if (!reserved.isEmpty() && in.isClean()) {
      String key = reserved.iterator().next();
      throw reserved(key);
    }
    reserved.forEach(key -> in.violation(METADATA + "." + key, "must not be used: is reserved"));
    in.finish();
  }

  private static ApiException reserved(String key) {
    return ApiException.of(
            ErrorCode.RESERVED_KEY, "Metadata must not use the name " + key + ": it is reserved")
        .withParam("key", key);
  }
}
