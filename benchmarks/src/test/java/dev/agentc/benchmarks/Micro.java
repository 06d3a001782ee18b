package dev.agentc.benchmarks;

import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** For JMH: what is done to each document before Redis hears of it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Micro {

  /** Of the document. */
  @Param({"200", "20000"})
  public int bytes;

  private byte[] document = {};

  /** Called by JMH. */
  @Setup
  public void setUp() {
    StringBuilder text = new StringBuilder("{\"role\":\"user\",\"parts\":[");
    for (int i = 0; text.length() < bytes - 60; i++) {
      text.append(i == 0 ? "" : ",")
          .append("{\"text\":\"a line of some chat\",\"n\":")
          .append(i)
          .append("}");
    }
    document = text.append("]}").toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads what a caller sent, checks all the rules and makes the compact text of it. */
  @Benchmark
  public JsonValue readAndWriteJson() {
    return JsonCodec.value(JsonCodec.parse(document));
  }

  /** Makes the key under which a retry is known, from the request's own bytes. */
  @Benchmark
  public IdempotencyKey idempotencyKey() {
    return IdempotencyKey.of(document, "bench", "key");
  }
}
