package dev.agentc.redis.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Encryption of the connection. The files are PEM; this record does not open them.
 *
 * @param enabled {@code REDIS_TLS}
 * @param ca certificates to trust instead of the Java runtime's, {@code REDIS_TLS_CA}
 * @param cert the client's certificate (chain), {@code REDIS_TLS_CERT}; only together with its key
 * @param key the client's unencrypted PKCS#8 key, {@code REDIS_TLS_KEY}
 * @param verify {@code REDIS_TLS_VERIFY}
 */
public record TlsConfig(
    boolean enabled, Optional<Path> ca, Optional<Path> cert, Optional<Path> key, Verify verify) {

  /** How much of the server's certificate is checked. */
  public enum Verify {
    /** That a trusted authority signed it, and that it names the host: the default. */
    FULL,
    /** That a trusted authority signed it. */
    CA,
    /** Nothing: whoever sits on the way can read and change everything. */
    NONE
  }

  /** No encryption. */
  public static final TlsConfig OFF =
      new TlsConfig(false, Optional.empty(), Optional.empty(), Optional.empty(), Verify.FULL);

  public TlsConfig {
    List<String> problems = new ArrayList<>();
    if (cert.isPresent() != key.isPresent()) {
      problems.add("REDIS_TLS_CERT and REDIS_TLS_KEY must be set together");
    }
    boolean used = ca.isPresent() || cert.isPresent() || key.isPresent() || verify != Verify.FULL;
    if (!enabled && used) {
      problems.add(
          "REDIS_TLS_CA, REDIS_TLS_CERT, REDIS_TLS_KEY and REDIS_TLS_VERIFY need REDIS_TLS=true or"
              + " a rediss:// URL");
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }
}
