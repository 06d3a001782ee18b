package dev.agentc.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.agentc.api.ErrorCode;
import dev.agentc.api.openapi.OpenApiFile.Operation;
import dev.agentc.repository.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** The document by itself: valid OpenAPI 3.1, whole, with examples that are what they show. */
class OpenApiDocumentTest {

  private static final String OAS = "https://spec.openapis.org/oas/3.1/";
  private static final OpenApiFile FILE = OpenApiFile.load();

  @Test
  void document_isValidByTheSchemaOfOpenApi31() {
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemas(OpenApiDocumentTest::published));
    Schema schema = registry.getSchema(SchemaLocation.of(OAS + "schema-base/2022-10-07"));

    assertThat(schema.validate(FILE.root())).isEmpty();
    assertThat(schema.validate(JsonCodec.parse("{\"openapi\":\"3.1.0\",\"paths\":{}}")))
        .as("the schema finds what is wrong")
        .isNotEmpty();
  }

  /** From a jar; nothing is asked of the network. */
  private static String published(String iri) {
    return iri.startsWith(OAS)
        ? new String(
            ResourceBytes.read(OpenApiDocumentTest.class, iri.replace("https://", "/")),
            StandardCharsets.UTF_8)
        : null;
  }

  @Test
  void json_saysTheSameAsYaml_numbersWithoutExponent() {
    String json = new String(OpenApiDocument.json(), StandardCharsets.UTF_8);

    assertThat(json).contains("1769860800.123", "\"maximum\":9223372036854775807");
    assertThat(json).doesNotContain("<<", "*error");
  }

  @Test
  void references_allLeadSomewhere_andNoComponentIsLeftOver() {
    Matcher matcher = Pattern.compile("\"\\$ref\":\"#([^\"]+)\"").matcher(FILE.root().toString());
    Set<String> used = new HashSet<>();
    while (matcher.find()) {
      used.add(matcher.group(1));
    }
    Set<String> components = new HashSet<>();
    FILE.root()
        .get("components")
        .properties()
        .forEach(
            kind ->
                kind.getValue()
                    .propertyNames()
                    .forEach(name -> components.add("/components/" + kind.getKey() + "/" + name)));

    assertThat(used)
        .allSatisfy(
            reference ->
                assertThat(FILE.root().at(JsonPointer.compile(reference)).isMissingNode())
                    .as(reference)
                    .isFalse());
    components.removeAll(used);
    // Of every path, hence of none.
    assertThat(components)
        .containsExactlyInAnyOrder(
            "/components/responses/MethodNotAllowed",
            "/components/securitySchemes/bearer",
            "/components/securitySchemes/apiKey",
            "/components/securitySchemes/basic");
  }

  @Test
  void operations_haveIdsOfTheirOwnTagsAndSummaries() {
    List<JsonNode> nodes = FILE.operations().stream().map(Operation::node).distinct().toList();
    Set<String> tags = new HashSet<>();
    FILE.root().get("tags").forEach(tag -> tags.add(tag.get("name").asString()));

    assertThat(nodes)
        .extracting(node -> node.at("/operationId").asString())
        .doesNotHaveDuplicates();
    assertThat(nodes)
        .allSatisfy(
            node -> {
              assertThat(node.at("/summary").asString()).isNotBlank();
              assertThat(tags).contains(node.at("/tags/0").asString());
            });
  }

  @Test
  void pathParameters_areThoseOfThePath() {
    for (Operation operation : FILE.operations()) {
      List<String> declared =
          FILE.parameters(operation).stream()
              .filter(parameter -> parameter.get("in").asString().equals("path"))
              .map(parameter -> "{" + parameter.get("name").asString() + "}")
              .toList();
      assertThat(OpenApiFile.segments(operation.path()))
          .as(operation.path())
          .filteredOn(part -> part.startsWith("{"))
          .containsExactlyElementsOf(declared);
    }
  }

  @Test
  void errorCodes_areThoseOfTheServer_eachUnderItsStatus() {
    List<String> codes = new ArrayList<>();
    FILE.root().at("/components/schemas/ErrorCode/enum").forEach(c -> codes.add(c.asString()));
    Set<ErrorCode> answered = new HashSet<>();

    for (Operation operation : FILE.operations()) {
      for (Map.Entry<String, JsonNode> response : operation.node().get("responses").properties()) {
        for (JsonNode code : FILE.resolve(response.getValue()).path("x-error-codes")) {
          ErrorCode known = ErrorCode.valueOf(code.asString());
          answered.add(known);
          assertThat(known.status())
              .as("%s %s", operation.id(), known)
              .isEqualTo(Integer.parseInt(response.getKey()));
        }
      }
    }

    assertThat(codes)
        .containsExactlyElementsOf(Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
    answered.add(ErrorCode.METHOD_NOT_ALLOWED);
    assertThat(answered).containsExactlyInAnyOrder(ErrorCode.values());
  }

  @Test
  void examples_areThereForEveryJsonBodyAndValid() {
    OpenApiSchemas requests = OpenApiSchemas.open(FILE);
    OpenApiSchemas replies = OpenApiSchemas.closed(FILE);

    for (Operation operation : FILE.operations()) {
      JsonNode body = FILE.resolve(operation.node().path("requestBody"));
      body.path("content")
          .properties()
          .forEach(media -> assertExamples(operation, requests, media));
      for (Map.Entry<String, JsonNode> response : operation.node().get("responses").properties()) {
        FILE.resolve(response.getValue())
            .path("content")
            .properties()
            .forEach(media -> assertExamples(operation, replies, media));
      }
    }
  }

  private static void assertExamples(
      Operation operation, OpenApiSchemas schemas, Map.Entry<String, JsonNode> media) {
    if (!media.getKey().endsWith("json") || operation.id().equals("getOpenApiJson")) {
      return;
    }
    assertThat(media.getValue().path("examples").isEmpty()).as(operation.id()).isFalse();
    examples(media.getValue())
        .forEach(
            example ->
                assertThat(schemas.violations(media.getValue().get("schema"), example))
                    .as("%s %s", operation.id(), example)
                    .isEmpty());
  }

  static Stream<JsonNode> examples(JsonNode media) {
    return media.path("examples").values().stream().map(FILE::resolve).map(e -> e.get("value"));
  }
}
