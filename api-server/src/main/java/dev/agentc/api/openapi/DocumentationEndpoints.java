package dev.agentc.api.openapi;

import dev.agentc.api.ApiException;
import dev.agentc.api.ApiRequest;
import dev.agentc.api.Endpoint;
import dev.agentc.api.ErrorCode;
import dev.agentc.api.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * {@code /openapi.yaml}, {@code /openapi.json} and {@code /docs}, for everybody; at the root, where
 * people look for them, and under the API's base path. All of it comes from the jar.
 */
public final class DocumentationEndpoints {

  /** The version in the parent pom, which the webjar has in its paths. */
  private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/5.34.1/";

  private static final String YAML = "application/yaml";
  private static final String HTML = "text/html";
  private static final String CSS = "text/css; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String ANY = "*/*";

  /**
   * Swagger UI sets styles of elements, and draws icons that it has as data; everything else comes
   * from this server or not at all.
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
          + " data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
          + " 'none'";

  private final StaticContent yaml = content(YAML, OpenApiDocument::yaml);
  private final StaticContent json = content(Endpoint.JSON, OpenApiDocument::json);
  private final StaticContent page =
      new StaticContent(
          HTML + "; charset=utf-8",
          Map.of("Content-Security-Policy", POLICY, "Referrer-Policy", "no-referrer"),
          () -> ResourceBytes.read(DocumentationEndpoints.class, "page.html"));
  private final Map<String, StaticContent> files =
      Map.of(
          "page.js", file(SCRIPT, "page.js"),
          "page.css", file(CSS, "page.css"),
          "swagger-ui.css", file(CSS, SWAGGER_UI + "swagger-ui.css"),
          "swagger-ui-bundle.js", file(SCRIPT, SWAGGER_UI + "swagger-ui-bundle.js"),
          "favicon-32x32.png", file("image/png", SWAGGER_UI + "favicon-32x32.png"));

  private DocumentationEndpoints() {}

  public static List<Endpoint> all() {
    DocumentationEndpoints endpoints = new DocumentationEndpoints();
    List<Endpoint> all = new ArrayList<>();
    for (String base : List.of("", "/api/v2")) {
      all.add(Endpoint.open(base + "/openapi.yaml", YAML, request -> endpoints.yaml.reply()));
      all.add(
          Endpoint.open(base + "/openapi.json", Endpoint.JSON, request -> endpoints.json.reply()));
      all.add(Endpoint.open(base + "/docs", HTML, endpoints::page));
      all.add(Endpoint.open(base + "/docs/{file}", ANY, endpoints::file));
    }
    return List.copyOf(all);
  }

  /** The page names its files relative to itself, so that it works behind any prefix. */
  private CompletionStage<Reply> page(ApiRequest request) {
    return request.path().endsWith("/")
        ? CompletableFuture.completedFuture(Reply.redirect("../docs"))
        : page.reply();
  }

  private CompletionStage<Reply> file(ApiRequest request) {
    StaticContent file = files.get(request.pathParameter("file"));
    if (file == null) {
      throw new ApiException(ErrorCode.NOT_FOUND, "There is nothing at this path");
    }
    return file.reply();
  }

  private static StaticContent file(String contentType, String path) {
    return content(contentType, () -> ResourceBytes.read(DocumentationEndpoints.class, path));
  }

  private static StaticContent content(String contentType, Supplier<byte[]> source) {
    return new StaticContent(contentType, Map.of(), source);
  }
}
