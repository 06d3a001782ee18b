package dev.agentc.api;

import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/** Whoever does not take its answer must not hold a place, the answer and a connection for ever. */
final class SlowReader implements ExchangeCompletionListener {

  private final XnioExecutor.Key cut;

  private SlowReader(HttpServerExchange exchange, Duration atMost) {
    cut =
        exchange
            .getIoThread()
            .executeAfter(
                () -> IoUtils.safeClose(exchange.getConnection()),
                atMost.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  /** Closes the connection unless the exchange has ended by then. */
  static void cutOff(HttpServerExchange exchange, Duration atMost) {
    exchange.addExchangeCompleteListener(new SlowReader(exchange, atMost));
  }

  @Override
  public void exchangeEvent(HttpServerExchange ended, NextListener next) {
    cut.remove();
    next.proceed();
  }
}
