package dev.agentc.api.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Writes lines on a thread of its own, from a bounded queue: events come from threads that must
 * never wait, and a pipe whose reader sleeps would stop the server. When the queue is full, lines
 * are dropped and counted, and the log says how many.
 */
final class LogWriter extends UnsynchronizedAppenderBase<ILoggingEvent> {

  static final int CAPACITY = 8_192;

  private static final int BATCH = 256;
  private static final long LAST_WORDS_MILLIS = 300;

  private final LineFormat format;
  private final OutputStream out;
  private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong dropped = new AtomicLong();
  private volatile boolean ending;
  private @Nullable Thread writer;

  LogWriter(LineFormat format, OutputStream out) {
    this.format = format;
    this.out = out;
  }

  @Override
  public void start() {
    Thread thread = new Thread(this::run, "agentc-log");
    thread.setDaemon(true);
    writer = thread;
    super.start();
    thread.start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (!queue.offer(format.line(event))) {
      dropped.incrementAndGet();
    }
  }

  /** Waits a little for what is queued. */
  @Override
  public void stop() {
    super.stop();
    ending = true;
    boolean woken = queue.offer("");
    Thread thread = writer;
    if (thread == null) {
      return;
    }
    try {
      // A full queue needs no waking: its thread is writing.
      thread.join(woken ? LAST_WORDS_MILLIS : 2 * LAST_WORDS_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<String> batch = new ArrayList<>(BATCH);
    try {
      while (true) {
        String first = queue.poll(1, TimeUnit.SECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, BATCH - 1);
          write(batch);
          batch.clear();
        }
        if (ending && queue.isEmpty()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(List<String> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(text::append);
    long lost = dropped.getAndSet(0);
    if (lost > 0) {
      text.append(droppedLine(lost));
    }
    try {
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      // Nobody reads standard output any more, and there is nowhere else to say so.
      addError("the log cannot be written", e);
    }
  }

  private String droppedLine(long lost) {
    LoggingEvent event = new LoggingEvent();
    event.setLevel(Level.WARN);
    event.setLoggerName(LogWriter.class.getName());
    event.setThreadName(Thread.currentThread().getName());
    event.setInstant(Instant.now());
    event.setMessage("lines of the log were lost: whoever reads standard output is too slow");
    event.addKeyValuePair(new KeyValuePair("lost", lost));
    return format.line(event);
  }
}
