package dev.agentc.api.openapi;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import dev.agentc.repository.JsonCodec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks values against schemas of the OpenAPI document. Thread-safe. */
final class OpenApiSchemas {

  private static final String PLACE = "https://agentc.test/openapi.json";

  private final SchemaRegistry registry;
  private final boolean closed;
  private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

  private OpenApiSchemas(OpenApiFile file, boolean closed) {
    this.closed = closed;
    String document = prepared(file.root()).toString();
    this.registry =
        SchemaRegistry.withDefaultDialect(
            Dialects.getOpenApi31(),
            builder ->
                builder
                    .schemas(Map.of(PLACE, document))
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
  }

  /** As the document says: what it does not name is allowed, as in requests. */
  static OpenApiSchemas open(OpenApiFile file) {
    return new OpenApiSchemas(file, false);
  }

  /** An object may only have what its schema names, so that no reply has more than is told. */
  static OpenApiSchemas closed(OpenApiFile file) {
    return new OpenApiSchemas(file, true);
  }

  /** What is wrong with the value; empty when nothing is. */
  List<String> violations(JsonNode schema, JsonNode value) {
    Schema ready =
        compiled.computeIfAbsent(
            schema.toString(),
            text ->
                registry.getSchema(
                    SchemaLocation.of(PLACE + "/" + compiled.size()), prepared(schema)));
    return ready.validate(value).stream()
        .map(error -> error.getInstanceLocation() + " " + error.getMessage())
        .toList();
  }

  private JsonNode prepared(JsonNode node) {
    String text = node.toString().replace("\"$ref\":\"#/", "\"$ref\":\"" + PLACE + "#/");
    JsonNode copy = JsonCodec.parse(text);
    if (closed) {
      close(copy);
    }
    return copy;
  }

  private static void close(JsonNode node) {
    node.values().forEach(OpenApiSchemas::close);
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")
        && !object.has("$ref")) {
      object.put("additionalProperties", false);
    }
  }
}
