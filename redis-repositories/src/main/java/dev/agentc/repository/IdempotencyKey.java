package dev.agentc.repository;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Makes a write safe to repeat: the same scope with the same fingerprint gets the first result
 * again, the same scope with another fingerprint is refused with {@link
 * RepositoryException.IdempotencyKeyReused}.
 *
 * @param scope SHA-256, hex, of whatever tells two keys apart (the HTTP layer: caller, method,
 *     path, key)
 * @param fingerprint SHA-256, hex, of the request's bytes
 */
public record IdempotencyKey(String scope, String fingerprint) {

  public IdempotencyKey {
    requireSha256(scope);
    requireSha256(fingerprint);
  }

  /** Hashes both: the parts of the scope, unambiguously joined, and the request. */
  public static IdempotencyKey of(byte[] request, String... scope) {
    MessageDigest digest = sha256();
    for (String part : scope) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
      digest.update(bytes);
    }
    HexFormat hex = HexFormat.of();
    return new IdempotencyKey(
        hex.formatHex(digest.digest()), hex.formatHex(sha256().digest(request)));
  }

  /**
   * The same key with a fingerprint that also tells what is done, so that two operations never take
   * each other's replies for their own, whatever fingerprints their callers give.
   */
  public IdempotencyKey standingFor(String operation) {
    byte[] both = (operation + ":" + fingerprint).getBytes(StandardCharsets.UTF_8);
    return new IdempotencyKey(scope, HexFormat.of().formatHex(sha256().digest(both)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static void requireSha256(String value) {
    if (!value.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("must be a SHA-256 in lower-case hex: was " + value);
    }
  }
}
