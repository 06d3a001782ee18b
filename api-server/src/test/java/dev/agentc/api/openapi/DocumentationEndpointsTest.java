package dev.agentc.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.RunningApi;
import dev.agentc.api.RunningApi.Answer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The document and its page, on the real server. */
class DocumentationEndpointsTest {

  private static RunningApi api;

  @BeforeAll
  static void start() {
    api = RunningApi.start(DocumentationEndpoints.all());
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/api/v2"})
  void document_isServedAsYamlAndAsJson(String base) {
    Answer yaml = api.get(base + "/openapi.yaml");
    Answer json = api.get(base + "/openapi.json");

    assertThat(yaml.status()).isEqualTo(200);
    assertThat(yaml.header("Content-Type")).hasValue("application/yaml");
    assertThat(yaml.body())
        .isEqualTo(new String(OpenApiDocument.yaml(), StandardCharsets.UTF_8))
        .contains("openapi: 3.1.0");
    assertThat(json.header("Content-Type")).hasValue("application/json");
    assertThat(json.json()).isEqualTo(OpenApiFile.load().root());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/openapi.yaml", "/openapi.json", "/docs", "/docs/page.js"})
  void everything_isCachedAndKnownByItsTag(String path) {
    Answer first = api.get(path);
    Answer again = api.get(path, "If-None-Match", first.header("ETag").orElseThrow());
    Answer other = api.get(path, "If-None-Match", "\"other\"");

    assertThat(first.header("Cache-Control")).hasValue("public, max-age=300");
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
    assertThat(again.header("Cache-Control")).isEqualTo(first.header("Cache-Control"));
    assertThat(other.status()).isEqualTo(200);
  }

  @Test
  void page_namesNoOtherHost_andAllItsFilesAreServed() {
    Answer page = api.get("/docs");
    Matcher links = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page.body());
    int files = 0;

    while (links.find()) {
      files++;
      assertThat(links.group(1)).doesNotContain("//").doesNotStartWith("/");
      assertThat(api.get("/" + links.group(1)).status()).as(links.group(1)).isEqualTo(200);
    }

    assertThat(files).isEqualTo(6);
    assertThat(page.header("Content-Type")).hasValue("text/html; charset=utf-8");
    assertThat(page.body()).doesNotContain("<script>", "onload=", "style=");
    assertThat(page.header("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; script-src 'self';")
        .doesNotContain("unsafe-eval", "http");
    assertThat(page.header("X-Content-Type-Options")).hasValue("nosniff");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "page.js text/javascript; charset=utf-8",
        "page.css text/css; charset=utf-8",
        "swagger-ui.css text/css; charset=utf-8",
        "swagger-ui-bundle.js text/javascript; charset=utf-8",
        "favicon-32x32.png image/png"
      })
  void file_hasItsType(String fileAndType) {
    String[] parts = fileAndType.split(" ", 2);

    Answer answer = api.get("/docs/" + parts[0]);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).hasValue(parts[1]);
    assertThat(answer.header("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.body()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/docs/openapi.yaml",
        "/docs/page.html",
        "/docs/..%2Fopenapi.yaml",
        "/docs/%2e%2e",
        "/docs/swagger-ui.css.map"
      })
  void file_thatIsNotOfThePage_isNotFound(String path) {
    assertThat(api.get(path).status()).isEqualTo(404);
    assertThat(api.get(path).text("/detail/error_code")).isEqualTo("NOT_FOUND");
  }

  @Test
  void page_withASlashBehindIt_leadsToTheOneWithout() {
    Answer answer = api.get("/docs/");

    assertThat(answer.status()).isEqualTo(308);
    assertThat(answer.header("Location")).hasValue("../docs");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void head_answersLikeGetWithoutTheBody() {
    Answer head = api.send("HEAD", "/openapi.json", new byte[0]);

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("ETag")).isEqualTo(api.get("/openapi.json").header("ETag"));
    assertThat(head.body()).isEmpty();
  }

  @Test
  void aBrowserThatPrefersHtml_getsTheYaml_butJsonOnlyIfItTakesIt() {
    assertThat(api.get("/openapi.yaml", "Accept", "text/html").status()).isEqualTo(200);
    assertThat(api.get("/openapi.json", "Accept", "text/html").status()).isEqualTo(406);
  }
}
