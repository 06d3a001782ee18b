package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisCluster;
import dev.agentc.redis.testing.RedisServer;
import dev.agentc.repository.JsonCodec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an operator reads while nodes of a cluster are away. */
class ClusterLogIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int MANY = 30;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void nodesAway_areNamedOnce_andAgainWhenTheyAreBack_whateverTheClientTries() {
    try (RedisCluster cluster = RedisCluster.create()) {
      Map<String, String> settings = new HashMap<>(cluster.settings());
      settings.put("LOG_FORMAT", "json");
      try (ServerProcess server = ServerProcess.run(settings)) {
        Awaitility.await().atMost(PATIENCE).until(() -> list(server) == 200);
        RedisServer primary = cluster.primaryOf("agentc:sessions:{i:0}:created");
        cluster.replicasOf(primary).get(0).kill();
        primary.kill();
        // Every one of them makes the client look at the cluster again, twice a second at most.
        for (int refused = 0; refused < MANY; refused++) {
          Awaitility.await().atMost(PATIENCE).until(() -> list(server) == 503);
        }
        // That it cannot be reached, or if the cluster was quicker, that it is not counted on.
        awaitLine(server, "node " + address(primary));
        cluster.reset();
        Awaitility.await().atMost(PATIENCE).until(() -> list(server) == 200);
        awaitLine(server, "connected to node " + address(primary));
        assertThat(lines(server))
            .extracting(line -> line.at("/logger").asString())
            .noneMatch(logger -> logger.startsWith("io."));
      }
    }
  }

  private static String address(RedisServer server) {
    return server.host() + ":" + server.port();
  }

  private static void awaitLine(ServerProcess server, String text) {
    Awaitility.await(text)
        .atMost(PATIENCE)
        .until(() -> server.output().stream().anyMatch(line -> line.contains(text)));
  }

  private static List<JsonNode> lines(ServerProcess server) {
    return server.output().stream()
        .filter(line -> line.startsWith("{"))
        .map(JsonCodec::parse)
        .toList();
  }

  private int list(ServerProcess server) {
    try {
      URI uri = URI.create(server.url() + "/api/v2/sessions");
      return client
          .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
