package dev.agentc.api.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.agentc.repository.JsonCodec;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What a line looks like, and that nobody can make two of one. */
class LogLinesTest {

  private static final String HOSTILE =
      "a\r\n2026-01-01T00:00:00.000Z INFO  Service - forged status=200\n{\"level\":\"INFO\"}\u001b[2J\"\\"
          + "\u2028\u202e\ud800 \ud83d\ude00\u0000";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Test
  void json_isOneFlatObjectWithIsoTimeAndNumbers() {
    log(
        LogFormat.JSON,
        logger ->
            logger
                .atWarn()
                .addKeyValue("route", "/api/v2/sessions")
                .addKeyValue("status", 503)
                .addKeyValue("ms", 12L)
                .addKeyValue("message", "of the caller")
                .log("request {}", "ended"));

    JsonNode line = JsonCodec.parse(lines().get(0));
    assertThat(line.propertyNames())
        .containsExactly(
            "time", "level", "logger", "thread", "message", "route", "status", "ms", "message_");
    assertThat(line.at("/time").asString())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(line.at("/level").asString()).isEqualTo("WARN");
    assertThat(line.at("/message").asString()).isEqualTo("request ended");
    assertThat(line.at("/status").isNumber()).isTrue();
    assertThat(line.at("/status").asInt()).isEqualTo(503);
    assertThat(line.at("/ms").asInt()).isEqualTo(12);
  }

  @Test
  void text_isReadable() {
    log(
        LogFormat.TEXT,
        logger ->
            logger
                .atInfo()
                .addKeyValue("status", 200)
                .addKeyValue("route", "/x")
                .log("it's \"so\""));

    assertThat(lines().get(0))
        .matches("\\S+Z INFO  LogLinesTest - it's \"so\" status=200 route=/x");
  }

  @ParameterizedTest
  @EnumSource(LogFormat.class)
  void whatACallerSends_cannotBeginALineOrEndAValue(LogFormat format) {
    log(
        format,
        logger ->
            logger
                .atError()
                .addKeyValue("method", HOSTILE)
                .setCause(new IllegalStateException(HOSTILE, new RuntimeException(HOSTILE)))
                .log("failed: {}", HOSTILE));
    String all = bytes.toString(StandardCharsets.UTF_8);

    assertThat(all.lines().filter(line -> !line.startsWith("  "))).hasSize(1);
    assertThat(all.replace("\n", "").chars().filter(Character::isISOControl)).isEmpty();
    assertThat(all).doesNotContain("\u2028", "\u202e").contains("\ud83d\ude00");
    if (format == LogFormat.JSON) {
      assertThat(lines()).hasSize(1);
      JsonNode line = JsonCodec.parse(lines().get(0).replace("\\ud800", "?"));
      assertThat(line.at("/method").asString()).contains("forged").contains("\r\n");
      assertThat(line.at("/level").asString()).isEqualTo("ERROR");
      assertThat(line.at("/stack").asString()).contains("IllegalStateException", "caused by ");
    }
  }

  @Test
  void text_valueWithBlanksOrEquals_isQuoted() {
    log(LogFormat.TEXT, logger -> logger.atInfo().addKeyValue("id", "a\"_status=\"500").log("m"));

    assertThat(lines().get(0)).endsWith(" id=\"a\\\"_status=\\\"500\"");
  }

  @Test
  void argumentsThatRedisRepeats_areCutOff() {
    log(
        LogFormat.TEXT,
        logger ->
            logger.error(
                "failed",
                new RuntimeException(
                    "ERR unknown command 'XADD', with args beginning with: 'the-secret'")));

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("ERR unknown command 'XADD'")
        .doesNotContain("the-secret");
  }

  @Test
  void readerThatSleeps_holdsNobodyUpAndTheLossIsCounted() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch wake = new CountDownLatch(1);
    LoggerContext context = new LoggerContext();
    LogWriter writer = new LogWriter(new TextLine(), sleeping(blocked, wake));
    writer.setContext(context);
    writer.start();
    Logger logger = context.getLogger(LogLinesTest.class);
    logger.addAppender(writer);

    logger.info("first");
    blocked.await();
    for (int i = 0; i < LogWriter.CAPACITY + 5; i++) {
      logger.info("line");
    }
    wake.countDown();
    context.stop();

    assertThat(lines()).hasSize(1 + LogWriter.CAPACITY + 1);
    assertThat(lines()).filteredOn(line -> line.contains("lost=5")).hasSize(1);
  }

  private OutputStream sleeping(CountDownLatch blocked, CountDownLatch wake) {
    return new OutputStream() {
      @Override
      public void write(int b) {
        bytes.write(b);
      }

      @Override
      public void write(byte[] b, int from, int length) {
        blocked.countDown();
        try {
          wake.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        bytes.write(b, from, length);
      }
    };
  }

  private void log(LogFormat format, java.util.function.Consumer<Logger> action) {
    LoggerContext context = new LoggerContext();
    LogWriter writer =
        new LogWriter(format == LogFormat.JSON ? new JsonLine() : new TextLine(), bytes);
    writer.setContext(context);
    writer.start();
    Logger logger = context.getLogger(LogLinesTest.class);
    logger.addAppender(writer);
    action.accept(logger);
    context.stop();
  }

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
