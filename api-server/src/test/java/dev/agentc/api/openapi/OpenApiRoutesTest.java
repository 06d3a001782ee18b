package dev.agentc.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.ComposedServer;
import dev.agentc.api.Endpoint;
import dev.agentc.api.openapi.OpenApiFile.Operation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The document and the routes of the composed server are the same, both ways. */
class OpenApiRoutesTest {

  private static final OpenApiFile FILE = OpenApiFile.load();
  private static final List<Endpoint> ENDPOINTS = ComposedServer.endpoints();

  @Test
  void everyRouteIsInTheDocument_andEveryOperationIsARoute() {
    List<String> documented =
        FILE.operations().stream().map(one -> one.method() + " " + one.path()).sorted().toList();

    assertThat(documented)
        .containsExactlyElementsOf(
            ENDPOINTS.stream().map(OpenApiRoutesTest::key).sorted().toList());
  }

  @Test
  void everyOperation_wantsTheCredentialsThatItsRouteWants() {
    Map<String, Endpoint> byKey =
        ENDPOINTS.stream().collect(Collectors.toMap(OpenApiRoutesTest::key, one -> one));
    for (Operation operation : FILE.operations()) {
      Endpoint endpoint = byKey.get(operation.method() + " " + operation.path());
      JsonNode security = operation.node().get("security");
      String said = security == null ? "as usual" : security.toString();
      assertThat(said)
          .as(operation.id())
          .isEqualTo(
              switch (endpoint.access()) {
                case PUBLIC -> "[]";
                case USER -> "as usual";
                case ADMIN ->
                    "[{\"bearer\":[\"admin\"]},{\"apiKey\":[\"admin\"]},"
                        + (endpoint.isForBrowsers() ? "{\"basic\":[\"admin\"]}," : "")
                        + "{}]";
              });
    }
  }

  @Test
  void everyOperation_answersWithTheTypeThatItsRouteProduces() {
    Map<String, Endpoint> byKey =
        ENDPOINTS.stream().collect(Collectors.toMap(OpenApiRoutesTest::key, one -> one));
    for (Operation operation : FILE.operations()) {
      String produces = byKey.get(operation.method() + " " + operation.path()).produces();
      JsonNode content = FILE.response(operation, 200).map(r -> r.path("content")).orElse(null);
      if (content != null && !produces.equals("*/*")) {
        assertThat(content.propertyNames())
            .as(operation.id())
            .containsExactly(RequestRules.essence(produces));
      }
    }
  }

  private static String key(Endpoint endpoint) {
    return endpoint.method() + " " + endpoint.path();
  }
}
