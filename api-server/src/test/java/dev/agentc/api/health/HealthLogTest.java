package dev.agentc.api.health;

import static dev.agentc.api.health.DiagnosisTextTest.report;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.agentc.health.FindingCode;
import dev.agentc.health.HealthStatus;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class HealthLogTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(HealthLog.class);
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
  private final HealthLog log = new HealthLog();

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(appender);
  }

  @Test
  void atTheStart_redisThere_saysWhatItIs() {
    log.accept(report(true, HealthStatus.HEALTHY));

    assertThat(said()).hasSize(1).first().asString().contains("connected to Redis 7.0.15");
    assertThat(appender.list.get(0).getLevel()).isEqualTo(Level.INFO);
  }

  @Test
  void atTheStart_redisAway_saysWhatIsAffectedAndWhatToDo() {
    log.accept(report(false, HealthStatus.UNHEALTHY, FindingCode.UNREACHABLE));

    assertThat(said().get(0)).contains("unhealthy").contains("needs no restart");
    assertThat(said().get(1)).contains("session persistence, user data and chat history");
    assertThat(said().get(2)).contains(FindingCode.UNREACHABLE.resolution());
    assertThat(appender.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.WARN);
  }

  @Test
  void afterwards_onlyWhatHasChanged() {
    log.accept(report(true, HealthStatus.HEALTHY, FindingCode.APPEND_ONLY_OFF));
    appender.list.clear();

    log.accept(report(true, HealthStatus.HEALTHY, FindingCode.APPEND_ONLY_OFF));
    assertThat(said()).isEmpty();

    log.accept(report(true, HealthStatus.DEGRADED, FindingCode.READ_ONLY));
    assertThat(said()).hasSize(4);
    assertThat(said().get(3)).isEqualTo("no longer so: APPEND_ONLY_OFF");
  }

  private List<String> said() {
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
