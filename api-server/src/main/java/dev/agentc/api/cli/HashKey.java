package dev.agentc.api.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Makes an API key, or takes one from standard input, and prints its line for {@code
 * API_KEYS_FILE}. The server keeps no key, only the SHA-256 of it: that is safe because a key has
 * so many bits that nobody can try them all, so a short one is refused. A key is never an argument:
 * everybody on the machine can read those.
 */
final class HashKey {

  static final int SHORTEST = 32;
  static final int LONGEST = 512;

  private static final int RANDOM_BYTES = 32;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.@+-]{1,64}");
  private static final Pattern USER = Pattern.compile("[A-Za-z0-9_.@:+-]{1,128}");
  private static final List<String> ROLES = List.of("user", "admin");

  /** Where the key comes from. */
  enum Source {
    RANDOM,
    STANDARD_INPUT
  }

  private final Streams streams;
  private final SecureRandom random;

  HashKey(Streams streams, SecureRandom random) {
    this.streams = streams;
    this.random = random;
  }

  /** Throws {@link IllegalArgumentException} for what must not stand in such a line. */
  int run(String name, List<String> roles, Optional<String> user, Source source) {
    String line = line(name, roles, user);
    if (source == Source.STANDARD_INPUT) {
      Optional<String> given = read();
      if (given.isEmpty()) {
        return ExitCode.BAD_USAGE;
      }
      streams.out().println(line.formatted(sha256(given.get())));
      return ExitCode.OK;
    }
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    String key = "agentc_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    streams.err().println("The key, shown only this once; its caller sends it as X-API-Key:");
    streams.err().println("  " + key);
    streams.err().println("Its line for API_KEYS_FILE, which holds no secret:");
    streams.out().println(line.formatted(sha256(key)));
    return ExitCode.OK;
  }

  private static String line(String name, List<String> roles, Optional<String> user) {
    require(NAME, name, "--name must be 1 to 64 letters, digits, _ . @ + -");
    for (String role : roles) {
      if (!ROLES.contains(role)) {
        throw new IllegalArgumentException("--role must be one of user, admin: was " + role);
      }
    }
    user.ifPresent(id -> require(USER, id, "--user must be 1 to 128 letters, digits, _ . @ : + -"));
    return name + ":%s:" + String.join(",", roles) + user.map(id -> ":" + id).orElse("");
  }

  private static void require(Pattern pattern, String value, String rule) {
    if (!pattern.matcher(value).matches()) {
      throw new IllegalArgumentException(rule + ": was " + value);
    }
  }

  private Optional<String> read() {
    byte[] bytes;
    try {
      bytes = streams.in().readNBytes(LONGEST + 2);
    } catch (IOException e) {
      streams.err().println("standard input could not be read");
      return Optional.empty();
    }
    String key = new String(bytes, StandardCharsets.UTF_8).stripTrailing();
    boolean visible = key.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (!visible || key.length() < SHORTEST || key.length() > LONGEST) {
      streams
          .err()
          .println(
              "The key on standard input must be 32 to 512 visible ASCII characters on one line, for"
                  + " example from: openssl rand -hex 32");
      return Optional.empty();
    }
    return Optional.of(key);
  }

  private static String sha256(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
