package dev.agentc.redis.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.dockerjava.api.DockerClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * A Redis in a container. Testcontainers creates and removes it; stopping, killing and starting it
 * again go to the same container, with a port of the host that is fixed from the beginning, because
 * Docker gives a restarted container a new random one.
 */
final class RedisContainer implements RedisProcess {
  private static final String IMAGE = System.getProperty("redis.fixture.image", "redis:7-alpine");
  private static final Pattern TAG = Pattern.compile(":v?(\\d+)");
  private static final int INNER_PORT = 6379;
  private static final int STOP_SECONDS = 10;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(STOP_SECONDS);
  private static final int LOG_TAIL = 2_000;
  private static final String HOME = "/fixture";
  private static final String CONF = HOME + "/redis.conf";
  private static final String DATA = "/data";

  private final RedisOptions options;
  private final Map<String, String> certificates;
  private final String host;
  private int port = FreePort.find();
  private Optional<GenericContainer<?>> container = Optional.empty();
  private boolean paused;

  private RedisContainer(RedisOptions options, Map<String, String> certificates, String host) {
    this.options = options;
    this.certificates = certificates;
    this.host = host;
  }

  static boolean isAvailable() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  static RedisContainer create(RedisOptions options, Optional<Certificates> certificates) {
    String address = DockerClientFactory.instance().dockerHostIpAddress();
    return new RedisContainer(
        options,
        certificates.map(Certificates::pemFiles).orElse(Map.of()),
        // A name would make IPv6 a possibility, where nobody listens.
        address.equals("localhost") ? "127.0.0.1" : address);
  }

  @Override
  public String host() {
    return host;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String dataDirectory() {
    return DATA;
  }

  @Override
  public void moveToAnotherPort() {
    close();
    port = FreePort.find();
  }

  @Override
  public void start(List<String> extraLines) {
    Transferable conf = Transferable.of(conf(extraLines).getBytes(UTF_8), 0644);
    try {
      if (container.isPresent()) {
        container.get().copyFileToContainer(conf, CONF);
        docker().startContainerCmd(id()).exec();
      } else {
        GenericContainer<?> created = newContainer(conf);
        container = Optional.of(created);
        created.start();
      }
    } catch (RuntimeException e) {
      throw isPortTaken(e)
          ? new PortTakenException(e.toString())
          : new IllegalStateException("Redis does not start in a container: " + log(), e);
    }
  }

  private String conf(List<String> extraLines) {
    Matcher tag = TAG.matcher(IMAGE);
    int majorVersion = tag.find() ? Integer.parseInt(tag.group(1)) : 7;
    return ServerConf.render(
        options, new ServerConf.Place("*", INNER_PORT, DATA, HOME, majorVersion), extraLines);
  }

  @SuppressWarnings("resource") // closed by close()
  private GenericContainer<?> newContainer(Transferable conf) {
    GenericContainer<?> created =
        new GenericContainer<>(DockerImageName.parse(IMAGE))
            .withCommand("redis-server", CONF)
            .withCopyToContainer(conf, CONF)
            .withStartupCheckStrategy(new NoCheck())
            .waitingFor(new NoWait());
    certificates.forEach(
        (name, pem) ->
            created.withCopyToContainer(
                Transferable.of(pem.getBytes(UTF_8), 0644), HOME + "/" + name));
    String bind = host.startsWith("127.") ? "127.0.0.1:" : "";
    created.setPortBindings(List.of(bind + port + ":" + INNER_PORT));
    return created;
  }

  private static boolean isPortTaken(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (PortTakenException.isMeantBy(String.valueOf(cause.getMessage()))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean isRunning() {
    return container.filter(GenericContainer::isRunning).isPresent();
  }

  @Override
  public void stop() {
    if (isRunning()) {
      docker().stopContainerCmd(id()).withTimeout(STOP_SECONDS).exec();
    }
  }

  @Override
  public void kill() {
    if (isRunning()) {
      // Docker does not kill what it has frozen.
      resume();
      docker().killContainerCmd(id()).withSignal("KILL").exec();
      Wait.until(STOP_LIMIT, () -> !isRunning(), () -> "the killed container runs on");
    }
  }

  @Override
  public void pause() {
    docker().pauseContainerCmd(id()).exec();
    paused = true;
  }

  @Override
  public void resume() {
    if (paused) {
      docker().unpauseContainerCmd(id()).exec();
      paused = false;
    }
  }

  @Override
  public String log() {
    String log =
        container
            .filter(created -> created.getContainerId() != null)
            .map(GenericContainer::getLogs)
            .orElse("");
    return log.substring(Math.max(0, log.length() - LOG_TAIL));
  }

  @Override
  public void close() {
    if (isRunning()) {
      resume();
    }
    container.ifPresent(GenericContainer::stop);
    container = Optional.empty();
  }

  private String id() {
    return container
        .map(GenericContainer::getContainerId)
        .orElseThrow(() -> new IllegalStateException("Redis was never started"));
  }

  private static DockerClient docker() {
    return DockerClientFactory.instance().client();
  }

  /** Of a container that ends at once Testcontainers would remove the log, which says why. */
  private static final class NoCheck extends StartupCheckStrategy {
    @Override
    public StartupStatus checkStartupState(DockerClient client, String containerId) {
      return StartupStatus.SUCCESSFUL;
    }
  }

  /** {@link RedisControl} waits by itself, with a real command. */
  private static final class NoWait extends AbstractWaitStrategy {
    @Override
    protected void waitUntilReady() {}
  }
}
