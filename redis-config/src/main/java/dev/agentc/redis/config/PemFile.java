package dev.agentc.redis.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;

/** Checks PEM files at the start, where it can still be said which setting is wrong. */
final class PemFile {

  private static final int LARGEST = 4 * 1024 * 1024;

  private PemFile() {}

  /** Empty when the file holds at least one certificate, else what is wrong. */
  static Optional<String> certificates(String name, Path file) {
    try {
      var found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(file)));
      return found.isEmpty() ? Optional.of(wrong(name, file)) : Optional.empty();
    } catch (IOException e) {
      return Optional.of(unreadable(name, file));
    } catch (CertificateException e) {
      return Optional.of(wrong(name, file));
    }
  }

  /** Empty when the file holds an unencrypted PKCS#8 key, else what is wrong. */
  static Optional<String> key(String name, Path file) {
    try {
      String text = new String(bytes(file), StandardCharsets.ISO_8859_1);
      return text.contains("-----BEGIN PRIVATE KEY-----")
          ? Optional.empty()
          : Optional.of(
              name
                  + " must be an unencrypted PKCS#8 key in PEM (openssl pkcs8 -topk8 -nocrypt makes"
                  + " one): was "
                  + Shown.of(file.toString()));
    } catch (IOException e) {
      return Optional.of(unreadable(name, file));
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
      throw new IOException("not a regular file, or too large");
    }
    return Files.readAllBytes(file);
  }

  private static String unreadable(String name, Path file) {
    return name + " must name a readable file: was " + Shown.of(file.toString());
  }

  private static String wrong(String name, Path file) {
    return name + " must hold certificates in PEM: was " + Shown.of(file.toString());
  }
}
