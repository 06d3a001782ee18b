package dev.agentc.redis.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * All that one fixture owns on this machine: a directory, certificates, and a server process or
 * container.
 */
record RedisHome(
    RedisBackend backend,
    ScratchDirectory directory,
    Optional<Certificates> certificates,
    RedisProcess process) {

  static RedisHome create(RedisOptions options) {
    RedisBackend backend = options.backend().orElseGet(RedisBackend::choose);
    Optional<Certificates> certificates = options.newCertificates();
    ScratchDirectory directory = ScratchDirectory.create();
    try {
      certificates.map(Certificates::pemFiles).orElse(Map.of()).forEach(directory::write);
      RedisProcess process =
          switch (backend) {
            case DOCKER -> container(options, certificates);
            case BINARY -> RedisBinary.create(options, directory);
          };
      return new RedisHome(backend, directory, certificates, process);
    } catch (RuntimeException e) {
      directory.delete();
      throw e;
    }
  }

  private static RedisProcess container(RedisOptions options, Optional<Certificates> certificates) {
    if (!RedisBackend.isAvailable(RedisBackend.DOCKER)) {
      throw new IllegalStateException(
          "No Redis for this test: it asks for a container, but no Docker engine answers, or"
              + " Testcontainers is not on the class path.");
    }
    return RedisContainer.create(options, certificates);
  }

  Optional<SSLContext> tls() {
    return certificates.map(Certificates::context);
  }

  Path certificate(String fileName) {
    Path file = directory.path().resolve(fileName);
    if (certificates.isEmpty() || !Files.exists(file)) {
      throw new IllegalArgumentException("no such certificate of this server: " + fileName);
    }
    return file;
  }

  void close() {
    try {
      process.close();
    } finally {
      directory.delete();
    }
  }
}
