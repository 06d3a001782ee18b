package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * Every field of the manifests is one that Kubernetes has, at that place and of that type: it would
 * drop an unknown one, with a warning, and the pod would run without it.
 */
class KubernetesModelTest {

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "ConfigMap", ConfigMap.class,
          "Deployment", Deployment.class,
          "HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
          "NetworkPolicy", NetworkPolicy.class,
          "PodDisruptionBudget", PodDisruptionBudget.class,
          "Secret", Secret.class,
          "Service", Service.class,
          "ServiceAccount", ServiceAccount.class);

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .annotationIntrospector(new NothingUnknown())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .withCoercionConfigDefaults(
              coercions ->
                  List.of(CoercionInputShape.String, CoercionInputShape.EmptyString)
                      .forEach(shape -> coercions.setCoercion(shape, CoercionAction.Fail)))
          .withCoercionConfig(
              LogicalType.Textual,
              coercions ->
                  List.of(
                          CoercionInputShape.Integer,
                          CoercionInputShape.Float,
                          CoercionInputShape.Boolean)
                      .forEach(shape -> coercions.setCoercion(shape, CoercionAction.Fail)))
          .build();

  @ParameterizedTest
  @MethodSource("manifests")
  void manifest_isWhatKubernetesKnows(Path manifest) throws IOException {
    Map<?, ?> fields = fields(Files.readString(manifest));
    Class<? extends HasMetadata> kind = KINDS.get(fields.get("kind"));
    assertThat(kind).as("kind: %s", fields.get("kind")).isNotNull();

    HasMetadata resource = STRICT.convertValue(fields, kind);

    assertThat(fields.get("apiVersion")).isEqualTo(HasMetadata.getApiVersion(kind));
    assertThat(resource.getMetadata().getName()).isEqualTo("agentc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "readOnlyRootFileSystem: true",
        "readOnlyRootFilesystem: 'yes'",
        "runAsUser: '65532'",
        "capabilities: [ALL]"
      })
  void wrongField_isRefusedHere(String field) {
    String manifest =
        """
        apiVersion: apps/v1
        kind: Deployment
        spec:
          template:
            spec:
              containers:
                - name: agentc
                  securityContext:
                    %s
        """
            .formatted(field);

    assertThatThrownBy(() -> STRICT.convertValue(fields(manifest), Deployment.class))
        .isInstanceOf(JacksonException.class)
        .hasMessageContaining(field.substring(0, field.indexOf(':')));
  }

  @Test
  void numberAsASetting_isRefusedHere() {
    assertThatThrownBy(
            () -> STRICT.convertValue(fields("data: {REDIS_PORT: 6379}"), ConfigMap.class))
        .isInstanceOf(JacksonException.class)
        .hasMessageContaining("REDIS_PORT");
  }

  static List<Path> manifests() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.exists(here.resolve("Dockerfile")) ? here : here.getParent();
    try (Stream<Path> files = Files.list(root.resolve("deploy/kubernetes"))) {
      return files
          // The one kind that the client reads and the server never sees.
          .filter(file -> !file.endsWith("kustomization.yaml"))
          .sorted()
          .toList();
    }
  }

  private static Map<?, ?> fields(String yaml) {
    return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
  }

  /** The model keeps what it does not know; here that is a mistake. */
  private static final class NothingUnknown extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(MapperConfig<?> config, Annotated member) {
      return false;
    }
  }
}
