package dev.agentc.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentc.api.openapi.ContractTraffic.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What holds traffic against the document does see what is wrong with it. */
class ContractTrafficTest {

  private static final String SET = "/api/v2/chat/sessions/tiger-castle/managed_meta/k";
  private static final String DONE = "{\"status\":\"success\",\"message\":\"set\"}";

  private final ContractTraffic traffic = new ContractTraffic();

  @Test
  void asDocumented_passes() {
    assertThat(put(SET, "1", 200, DONE)).isEmpty();
    assertThat(put("/somewhere/else", "1", 200, "anything")).isEmpty();
  }

  @Test
  void aReply_withMoreOrLessThanDocumented_isSeen() {
    assertThat(put(SET, "1", 200, "{\"status\":\"success\",\"message\":\"set\",\"more\":1}"))
        .singleElement()
        .asString()
        .contains("more");
    assertThat(put(SET, "1", 200, "{\"status\":\"success\"}")).isNotEmpty();
    assertThat(put(SET, "1", 200, "{\"status\":\"failure\",\"message\":\"set\"}")).isNotEmpty();
  }

  @Test
  void aReply_withAnotherStatusTypeCodeOrHeader_isSeen() {
    assertThat(put(SET, "1", 418, DONE)).containsExactly("putManagedMetadataValue has no 418");
    assertThat(put(SET, "1", 404, error("USER_NOT_FOUND"))).isNotEmpty();
    assertThat(put(SET, "1", 503, error("REDIS_BUSY")))
        .containsExactly("lacks the header retry-after");
    assertThat(traffic.problems(exchange("GET", SET, "", Map.of("etag", "\"1\""), 200, "1")))
        .containsExactly("has the header etag");
    assertThat(
            traffic.problems(
                exchange("GET", SET, "", Map.of("content-type", "text/plain"), 200, "1")))
        .isNotEmpty();
  }

  @Test
  void aRequest_acceptedAgainstTheDocument_isSeen() {
    assertThat(put("/api/v2/chat/sessions/tiger-castle/managed_meta/%20", "1", 200, DONE))
        .singleElement()
        .asString()
        .startsWith("accepted, though key");
    assertThat(put(SET, "{", 200, DONE)).singleElement().asString().contains("not JSON");
  }

  @Test
  void aRequest_refusedAgainstTheDocument_isSeen() {
    String refusal =
        error("VALIDATION_ERROR")
            .replace("{}", "{\"fields\":[{\"field\":\"key\",\"message\":\"must be shorter\"}]}");

    assertThat(put(SET, "1", 422, refusal))
        .containsExactly("refused for key (must be shorter), which the document allows");
  }

  @Test
  void check_throwsWithTheExchange() {
    assertThatThrownBy(() -> traffic.check(exchange("PUT", SET, "1", Map.of(), 418, DONE)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("PUT " + SET + " -> 418");
  }

  private static String error(String code) {
    return "{\"detail\":{\"error\":\"%1$s\",\"error_code\":\"%1$s\",\"message\":\"m\",\"params\":{},\"request_id\":\"r\"}}"
        .formatted(code);
  }

  private List<String> put(String path, String body, int status, String reply) {
    return traffic.problems(exchange("PUT", path, body, Map.of(), status, reply));
  }

  private static Exchange exchange(
      String method, String path, String body, Map<String, String> more, int status, String reply) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers.put("content-type", List.of("application/json"));
    headers.put("x-request-id", List.of("r"));
    more.forEach((name, value) -> headers.put(name, List.of(value)));
    return new Exchange(
        method,
        path,
        Map.of("content-type", List.of("application/json")),
        body.getBytes(StandardCharsets.UTF_8),
        status,
        headers,
        reply);
  }
}
