package dev.agentc.api.auth;

import dev.agentc.api.auth.WatchedFile.Unreadable;
import dev.agentc.redis.config.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** How callers are told apart: {@code API_AUTH} and what belongs to it. */
public sealed interface AuthConfig {

  /** Not at all. */
  record None() implements AuthConfig {}

  /** By a secret that each has. */
  record ApiKey(Path file) implements AuthConfig {}

  /** By signed tokens. */
  record Jwt(JwksSource jwks, String issuer, String audience) implements AuthConfig {}

  /** Where the keys are that tokens are signed with. */
  sealed interface JwksSource {
    record Url(URI address) implements JwksSource {}

    record File(Path path) implements JwksSource {}
  }

  /** The values of {@code API_AUTH}. */
  enum Kind {
    NONE,
    API_KEY,
    JWT
  }

  /** Reads the settings and the files that they name; the caller finishes. Blocks. */
  static AuthConfig from(Settings settings) {
    Kind kind = settings.choice("API_AUTH", Kind.NONE);
    Optional<String> keys = settings.text("API_KEYS_FILE");
    Optional<String> jwks = settings.text("API_JWT_JWKS");
    Optional<String> issuer = settings.text("API_JWT_ISSUER");
    Optional<String> audience = settings.text("API_JWT_AUDIENCE");
    require(settings, kind == Kind.API_KEY, "API_KEYS_FILE", keys, "api-key");
    require(settings, kind == Kind.JWT, "API_JWT_JWKS", jwks, "jwt");
    require(settings, kind == Kind.JWT, "API_JWT_ISSUER", issuer, "jwt");
    require(settings, kind == Kind.JWT, "API_JWT_AUDIENCE", audience, "jwt");
    if (kind == Kind.API_KEY) {
      return keys.flatMap(file -> path(settings, "API_KEYS_FILE", file))
          .<AuthConfig>map(file -> checked(settings, file))
          .orElseGet(None::new);
    }
    Optional<JwksSource> source = jwks.flatMap(where -> source(settings, where));
    return kind == Kind.JWT && source.isPresent()
        ? new Jwt(source.get(), issuer.orElse(""), audience.orElse(""))
        : new None();
  }

  /** A setting that is there and does nothing would mean that the server is open by mistake. */
  private static void require(
      Settings settings, boolean needed, String name, Optional<String> value, String kind) {
    if (needed && value.isEmpty()) {
      settings.problem(name + " must be set with API_AUTH=" + kind);
    }
    if (!needed && value.isPresent()) {
      settings.problem(name + " must not be set without API_AUTH=" + kind);
    }
  }

  private static ApiKey checked(Settings settings, Path file) {
    try {
      ApiKeys.read(new WatchedFile(file).read())
          .problems()
          .forEach(problem -> settings.problem("API_KEYS_FILE " + problem));
    } catch (Unreadable e) {
      settings.problem("API_KEYS_FILE " + e.getMessage() + ": was " + file);
    }
    return new ApiKey(file);
  }

  private static Optional<JwksSource> source(Settings settings, String where) {
    if (!where.contains("://")) {
      Optional<Path> file = path(settings, "API_JWT_JWKS", where);
      file.ifPresent(
          path -> {
            try {
              JwksReading.read(new WatchedFile(path).read())
                  .problem()
                  .ifPresent(problem -> settings.problem("API_JWT_JWKS " + problem));
            } catch (Unreadable e) {
              settings.problem("API_JWT_JWKS " + e.getMessage() + ": was " + path);
            }
          });
      return file.map(JwksSource.File::new);
    }
    try {
      URI uri = new URI(where);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getUserInfo() == null) {
        if (uri.getScheme().equals("http")) {
          settings.warning(
              "API_JWT_JWKS is fetched over http: whoever is on the way can put keys of his own"
                  + " there; use https");
        }
        return Optional.of(new JwksSource.Url(uri));
      }
    } catch (URISyntaxException e) {
      // The sentence below says what is wrong with it.
    }
    settings.problem(
        "API_JWT_JWKS must be a file, or an http or https URL without user and password");
    return Optional.empty();
  }

  private static Optional<Path> path(Settings settings, String name, String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      settings.problem(name + " must be a path");
      return Optional.empty();
    }
  }
}
