package dev.agentc.api.openapi;

import dev.agentc.repository.JsonCodec;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The OpenAPI document. The YAML in the jar is the only source; the JSON is made of it. Blocks: it
 * is for whoever may.
 */
final class OpenApiDocument {

  private static final String FILE = "openapi.yaml";

  /** Far more than the document has; it is our own, so that this guards against nothing. */
  private static final int MOST_ALIASES = 1_000;

  private OpenApiDocument() {}

  /** As it was written. */
  static byte[] yaml() {
    return ResourceBytes.read(OpenApiDocument.class, FILE);
  }

  /** The same as JSON, with its aliases resolved. */
  static byte[] json() {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(FILE)
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(MOST_ALIASES)
            .build();
    Object document = new Load(settings).loadFromString(new String(yaml(), StandardCharsets.UTF_8));
    return JsonCodec.value(Objects.requireNonNull(plain(document), FILE))
        .text()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Numbers as they stand in the YAML: a Double would be written with an exponent. */
  private static @Nullable Object plain(@Nullable Object yaml) {
    if (yaml instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((name, value) -> copy.put(String.valueOf(name), plain(value)));
      return copy;
    }
    if (yaml instanceof List<?> list) {
      return list.stream().map(OpenApiDocument::plain).toList();
    }
    return yaml instanceof Double number ? new BigDecimal(number.toString()) : yaml;
  }
}
