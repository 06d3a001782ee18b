package dev.agentc.api.status;

import static dev.agentc.api.Endpoint.Method.GET;

import dev.agentc.api.ApiRequest;
import dev.agentc.api.Endpoint;
import dev.agentc.api.Reply;
import dev.agentc.health.RedisHealth;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code /status}: HTML, CSS and JavaScript out of the jar, and the data that they show. Nothing
 * comes from another host, and the policy that goes with it allows nothing else, inline script
 * included. It asks every five seconds while it is seen, and shares its looks at Redis with all
 * others.
 */
public final class StatusPage {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final RedisHealth health;

  private StatusPage(RedisHealth health) {
    this.health = health;
  }

  /** Reads the files; throws when the jar lacks one. */
  public static List<Endpoint> of(RedisHealth health) {
    StatusPage page = new StatusPage(health);
    return List.of(
        file("/status", "page.html", "text/html; charset=utf-8"),
        file("/status/app.js", "app.js", "text/javascript; charset=utf-8"),
        file("/status/style.css", "style.css", "text/css; charset=utf-8"),
        file("/status/icon.svg", "icon.svg", "image/svg+xml"),
        Endpoint.admin(GET, "/status/data", Endpoint.JSON, page::data));
  }

  private CompletionStage<Reply> data(ApiRequest request) {
    return health
        .check()
        .thenApply(
            report ->
                Reply.ok(out -> StatusData.write(out, report))
                    .withHeader("Cache-Control", "no-store"));
  }

  private static Endpoint file(String path, String name, String type) {
    Reply reply =
        Reply.text(200, type, read(name))
            .withHeader("Content-Security-Policy", POLICY)
            .withHeader("X-Content-Type-Options", "nosniff")
            .withHeader("Referrer-Policy", "no-referrer")
            // Of this version of the server, whatever the browser has of the one before.
            .withHeader("Cache-Control", "no-cache");
    return Endpoint.admin(GET, path, type, request -> CompletableFuture.completedFuture(reply));
  }

  private static String read(String name) {
    String path = "/dev/agentc/api/status/" + name;
    try (InputStream file = StatusPage.class.getResourceAsStream(path)) {
      if (file == null) {
        throw new IllegalStateException("missing in the jar: " + path);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
