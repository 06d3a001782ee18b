package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What is deployed with is held against the program: a setting that is renamed fails here. */
class DeploymentFilesTest {

  private static final Path ROOT = root();
  private static final Path KUBERNETES = ROOT.resolve("deploy/kubernetes");

  @TempDir Path secrets;

  @BeforeEach
  void secrets() throws IOException {
    Files.writeString(secrets.resolve("redis-password"), "p");
    Files.writeString(secrets.resolve("api-keys"), "ops:" + "0".repeat(64) + ":admin\n");
  }

  @Test
  void kubernetes_settings_areThoseOfTheProgram() throws IOException {
    assertAccepted(texts(at(yaml(KUBERNETES.resolve("configmap.yaml")), "data")));
  }

  @Test
  void compose_settings_areThoseOfTheProgram() throws IOException {
    assertAccepted(
        texts(at(yaml(ROOT.resolve("compose.yaml")), "services", "agentc", "environment")));
  }

  @Test
  void systemd_settings_areThoseOfTheProgram() throws IOException {
    Map<String, String> settings = new HashMap<>();
    assignments(Files.readAllLines(ROOT.resolve("deploy/systemd/agentc.env")).stream())
        .forEach(settings::put);
    assignments(
            unit().stream()
                .filter(line -> line.startsWith("Environment=") && !line.contains("JAVA_OPTIONS"))
                .flatMap(line -> Stream.of(line.substring("Environment=".length()).split(" "))))
        .forEach(settings::put);
    assertAccepted(settings);
  }

  @Test
  void dockerfile_settings_areThoseOfTheProgram() throws IOException {
    Map<String, String> settings =
        assignments(
            Files.readAllLines(ROOT.resolve("Dockerfile")).stream()
                .filter(line -> line.startsWith("ENV "))
                .flatMap(line -> Stream.of(line.substring(4).split(" "))));
    assertThat(settings).isNotEmpty();
    assertAccepted(settings);
  }

  @Test
  void kubernetes_everyFileIsReadAndListed() throws IOException {
    Object listed = at(yaml(KUBERNETES.resolve("kustomization.yaml")), "resources");
    try (Stream<Path> files = Files.list(KUBERNETES)) {
      List<String> there =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".yaml") && !name.equals("kustomization.yaml"))
              .toList();
      assertThat(there).containsExactlyInAnyOrderElementsOf(strings(listed));
      for (String name : there) {
        Map<?, ?> resource = (Map<?, ?>) yaml(KUBERNETES.resolve(name));
        assertThat(resource.get("apiVersion")).isNotNull();
        assertThat(resource.get("kind")).isNotNull();
        assertThat(at(resource, "metadata", "name")).isEqualTo("agentc");
      }
    }
  }

  @Test
  void kubernetes_whatSelectsThePodsSelectsThem() throws IOException {
    Object deployment = yaml(KUBERNETES.resolve("deployment.yaml"));
    Object labels = at(deployment, "spec", "template", "metadata", "labels");

    assertThat(at(deployment, "spec", "selector", "matchLabels")).isEqualTo(labels);
    assertThat(at(yaml(KUBERNETES.resolve("service.yaml")), "spec", "selector")).isEqualTo(labels);
    assertThat(
            at(
                yaml(KUBERNETES.resolve("poddisruptionbudget.yaml")),
                "spec",
                "selector",
                "matchLabels"))
        .isEqualTo(labels);
    assertThat(
            at(
                yaml(KUBERNETES.resolve("networkpolicy.yaml")),
                "spec",
                "podSelector",
                "matchLabels"))
        .isEqualTo(labels);
  }

  @Test
  void kubernetes_podIsRestrictedAndProbedWhereTheServerAnswers() throws IOException {
    Object pod = at(yaml(KUBERNETES.resolve("deployment.yaml")), "spec", "template", "spec");
    Object container = ((List<?>) at(pod, "containers")).get(0);
    Object data = at(yaml(KUBERNETES.resolve("configmap.yaml")), "data");

    assertThat(at(pod, "securityContext", "runAsNonRoot")).isEqualTo(true);
    assertThat(at(pod, "securityContext", "seccompProfile", "type")).isEqualTo("RuntimeDefault");
    assertThat(at(pod, "automountServiceAccountToken")).isEqualTo(false);
    // Otherwise a Service named redis breaks REDIS_PORT.
    assertThat(at(pod, "enableServiceLinks")).isEqualTo(false);
    assertThat(at(container, "securityContext", "readOnlyRootFilesystem")).isEqualTo(true);
    assertThat(at(container, "securityContext", "allowPrivilegeEscalation")).isEqualTo(false);
    assertThat(at(container, "securityContext", "capabilities", "drop")).isEqualTo(List.of("ALL"));
    assertThat(at(container, "resources", "limits", "memory")).isEqualTo("128Mi");
    List<String> paths = ComposedServer.endpoints().stream().map(Endpoint::path).toList();
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(paths).contains((String) at(container, probe, "httpGet", "path"));
    }
    int grace = (Integer) at(pod, "terminationGracePeriodSeconds");
    assertThat(grace).isGreaterThan(Integer.parseInt((String) at(data, "API_SHUTDOWN_TIMEOUT")));
    assertThat(((Map<?, ?>) at(container, "ports", "0")).get("containerPort").toString())
        .isEqualTo(at(data, "AGENT_C_API_PORT"));
  }

  @Test
  void image_runsAsANumberAndIsProbedByTheJarItself() throws IOException {
    String dockerfile = Files.readString(ROOT.resolve("Dockerfile"));

    assertThat(dockerfile).containsPattern("(?m)^USER [1-9][0-9]*:[1-9][0-9]*$");
    assertThat(dockerfile).containsPattern("(?s)HEALTHCHECK.*\"dev.agentc.api.Main\", \"probe\"]");
    Object service = at(yaml(ROOT.resolve("compose.yaml")), "services", "agentc");
    assertThat(at(service, "read_only")).isEqualTo(true);
    assertThat(at(service, "cap_drop")).isEqualTo(List.of("ALL"));
    assertThat(at(service, "depends_on", "redis", "condition")).isEqualTo("service_healthy");
  }

  @Test
  void systemd_doesNotRestartForABadSettingAndKnowsHowJavaEnds() throws IOException {
    assertThat(unit())
        .contains(
            "RestartPreventExitStatus=2",
            "SuccessExitStatus=143",
            "DynamicUser=yes",
            "ProtectSystem=strict",
            "NoNewPrivileges=yes",
            "MemoryMax=128M");
  }

  private void assertAccepted(Map<String, String> settings) {
    Map<String, String> here = new HashMap<>();
    settings.forEach(
        (name, value) ->
            here.put(name, value.replaceFirst("^(/run/secrets/agentc|%d)/", secrets + "/")));
    ServerSettings.from(Settings.of(here));
  }

  private static List<String> unit() throws IOException {
    return Files.readAllLines(ROOT.resolve("deploy/systemd/agentc.service"));
  }

  private static Map<String, String> assignments(Stream<String> words) {
    Map<String, String> found = new HashMap<>();
    words
        .filter(word -> word.contains("=") && !word.startsWith("#"))
        .forEach(
            word ->
                found.put(
                    word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1)));
    return found;
  }

  private static Object yaml(Path file) throws IOException {
    return new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
  }

  private static Object at(Object node, String... path) {
    Object current = node;
    for (String name : path) {
      current =
          current instanceof List<?> list
              ? list.get(Integer.parseInt(name))
              : ((Map<?, ?>) current).get(name);
      assertThat(current).as("%s of %s", name, String.join("/", path)).isNotNull();
    }
    return current;
  }

  private static List<String> strings(Object list) {
    List<String> all = new ArrayList<>();
    ((List<?>) list).forEach(each -> all.add((String) each));
    return all;
  }

  private static Map<String, String> texts(Object map) {
    Map<String, String> all = new HashMap<>();
    ((Map<?, ?>) map).forEach((name, value) -> all.put((String) name, (String) value));
    return all;
  }

  /** Tests run in the module's directory. */
  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("Dockerfile")) ? here : here.getParent();
  }
}
