package dev.agentc.api.log;

import ch.qos.logback.classic.spi.ILoggingEvent;

/** One event as one line with its newline. Thread-safe; never throws for what an event may hold. */
interface LineFormat {

  String line(ILoggingEvent event);
}
