package dev.agentc.repository;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A Lua script of this library, sent by its SHA-1: the source travels only when a server does not
 * know it (after a restart, a failover, a SCRIPT FLUSH), which is safe to follow with the source
 * because NOSCRIPT means that nothing ran.
 */
public final class RedisScript {

  private final byte[] source;
  private final String sha1;

  private RedisScript(byte[] source) {
    this.source = source;
    this.sha1 = sha1(source);
  }

  /**
   * Reads {@code <name>.lua} beside {@code owner}; parts come first, for functions that several
   * scripts share.
   */
  public static RedisScript load(Class<?> owner, String... names) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      text.append(read(owner, name + ".lua")).append('\n');
    }
    return new RedisScript(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Runs it: one command, or two when the server did not know the script. Replies are byte arrays,
   * Longs, nulls and Lists.
   */
  public CompletionStage<List<Object>> run(
      RedisClusterAsyncCommands<String, byte[]> commands, String[] keys, byte[]... arguments) {
    return commands
        .<List<Object>>evalsha(sha1, ScriptOutputType.MULTI, keys, arguments)
        .handle(
            (reply, failure) -> {
              if (failure == null) {
                return CompletableFuture.<List<Object>>completedFuture(reply);
              }
              return unwrap(failure) instanceof RedisNoScriptException
                  ? commands.<List<Object>>eval(source, ScriptOutputType.MULTI, keys, arguments)
                  : CompletableFuture.<List<Object>>failedStage(failure);
            })
        .thenCompose(stage -> stage);
  }

  private static Throwable unwrap(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static String read(Class<?> owner, String name) {
    try (InputStream in = owner.getResourceAsStream(name)) {
      return new String(
          Objects.requireNonNull(in, () -> name + " is missing from the jar").readAllBytes(),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha1(byte[] source) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-1", e);
    }
  }
}
