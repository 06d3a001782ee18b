package dev.agentc.redis.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A CA with a server's and a client's certificate, made at test time by the {@code keytool} of the
 * JDK that runs the tests: no file in the repository that expires, no network, nothing to install.
 */
final class Certificates {
  private static final String STORE_PASSWORD = "changeit";
  private static final List<String> EC = List.of("-keyalg", "EC", "-groupname", "secp256r1");

  private final Map<String, String> pemFiles;
  private final SSLContext context;

  private Certificates(Map<String, String> pemFiles, SSLContext context) {
    this.pemFiles = pemFiles;
    this.context = context;
  }

  static Certificates create() {
    try {
      Path directory = Files.createTempDirectory("redis-fixture-ca-");
      Path file = directory.resolve("store.p12");
      try {
        return from(generate(file));
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** File name to content: ca.crt, server.crt, server.key, client.crt, client.key. */
  Map<String, String> pemFiles() {
    return Collections.unmodifiableMap(pemFiles);
  }

  /** Trusts the CA and shows the client's certificate. */
  SSLContext context() {
    return context;
  }

  private static KeyStore generate(Path file) throws IOException, GeneralSecurityException {
    keytool(file, "ca", List.of("-dname", "CN=redis fixture CA", "-ext", "bc:c=ca:true"));
    keytool(
        file,
        "server",
        List.of(
            "-dname", "CN=localhost", "-signer", "ca", "-ext", "san=dns:localhost,ip:127.0.0.1"));
    keytool(file, "client", List.of("-dname", "CN=redis fixture client", "-signer", "ca"));
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, STORE_PASSWORD.toCharArray());
    }
    return store;
  }

  private static void keytool(Path file, String alias, List<String> more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", alias, "-validity", "2"));
    // A machine's clock may run behind that of a container.
    command.addAll(List.of("-startdate", "-1d", "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", file.toString(), "-storepass", STORE_PASSWORD));
    command.addAll(EC);
    command.addAll(more);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), US_ASCII);
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException("keytool failed: " + output);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static Certificates from(KeyStore store) throws IOException, GeneralSecurityException {
    Map<String, String> files = new TreeMap<>();
    files.put("ca.crt", certificate(store, "ca"));
    for (String alias : List.of("server", "client")) {
      files.put(alias + ".crt", certificate(store, alias));
      files.put(alias + ".key", key(store, alias));
    }
    return new Certificates(files, context(store));
  }

  private static SSLContext context(KeyStore store) throws IOException, GeneralSecurityException {
    KeyStore trusted = empty();
    trusted.setCertificateEntry("ca", store.getCertificate("ca"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyStore own = empty();
    own.setKeyEntry(
        "client",
        store.getKey("client", STORE_PASSWORD.toCharArray()),
        STORE_PASSWORD.toCharArray(),
        store.getCertificateChain("client"));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, STORE_PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static String certificate(KeyStore store, String alias) throws GeneralSecurityException {
    Certificate certificate = store.getCertificate(alias);
    return pem("CERTIFICATE", certificate.getEncoded());
  }

  private static String key(KeyStore store, String alias) throws GeneralSecurityException {
    Key key = store.getKey(alias, STORE_PASSWORD.toCharArray());
    return pem("PRIVATE KEY", key.getEncoded());
  }

  private static String pem(String kind, byte[] content) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
  }
}
