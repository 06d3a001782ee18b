package dev.agentc.repository.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Fresh session ids: two random words, of more than five million pairs, or three. Thread-safe when
 * the random generator is.
 */
public final class SlugGenerator {

  private static final List<String> FIRST = words("first-words.txt");
  private static final List<String> SECOND = words("second-words.txt");

  private final RandomGenerator random;

  public SlugGenerator(RandomGenerator random) {
    this.random = random;
  }

  /** The first two attempts take two words, later ones three. */
  SessionId next(int attempt) {
    String slug = one(FIRST) + "-" + one(SECOND);
    return new SessionId(attempt < 2 ? slug : one(FIRST) + "-" + slug);
  }

  private String one(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  private static List<String> words(String resource) {
    try (InputStream in = SlugGenerator.class.getResourceAsStream(resource)) {
      byte[] text =
          Objects.requireNonNull(in, resource + " is missing from the jar").readAllBytes();
      return new String(text, StandardCharsets.UTF_8).lines().filter(w -> !w.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
