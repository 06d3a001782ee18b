package dev.agentc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentc.client.generated.ApiClient;
import dev.agentc.client.generated.ApiException;
import dev.agentc.client.generated.ApiResponse;
import dev.agentc.client.generated.ChatApi;
import dev.agentc.client.generated.HealthApi;
import dev.agentc.client.generated.SessionsApi;
import dev.agentc.client.generated.UsersApi;
import dev.agentc.client.generated.model.EntryAdded;
import dev.agentc.client.generated.model.Message;
import dev.agentc.client.generated.model.NewMessage;
import dev.agentc.client.generated.model.NewSession;
import dev.agentc.client.generated.model.NewUser;
import dev.agentc.client.generated.model.Session;
import dev.agentc.client.generated.model.SessionPatch;
import dev.agentc.client.generated.model.SessionSummary;
import dev.agentc.client.generated.model.User;
import dev.agentc.redis.testing.RedisExtension;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that nobody wrote, made of the OpenAPI document, with the packaged server. */
class GeneratedClientIT {

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private static PackagedServer server;
  private static ApiClient client;

  @BeforeAll
  static void start() throws IOException {
    server =
        PackagedServer.start(
            Map.of("REDIS_HOST", redis.host(), "REDIS_PORT", Integer.toString(redis.port())));
    client = new ApiClient();
    client.setHost("127.0.0.1");
    client.setPort(server.port());
    client.setScheme("http");
  }

  @AfterAll
  static void stop() throws InterruptedException {
    server.close();
  }

  @Test
  void createsASession_appendsAMessage_readsItBack() throws ApiException {
    SessionsApi sessions = new SessionsApi(client);
    ChatApi chat = new ChatApi(client);

    Session session =
        sessions.createSession(
            new NewSession()
                .modelId("gpt-4")
                .userId("john_doe")
                .temperature(new BigDecimal("0.7"))
                .metadata(Map.of("project", "x")),
            null);
    NewMessage message = new NewMessage().role("user").content("What is 2^53+1?");
    message.putAdditionalProperty("answer", 9007199254740993L);
    EntryAdded first = chat.addMessage(session.getId(), message, "m-1");
    EntryAdded again = chat.addMessage(session.getId(), message, "m-1");
    List<Message> messages = chat.listMessages(session.getId(), null, null, null, null, null);

    assertThat(again).isEqualTo(first);
    assertThat(messages).hasSize(1);
    assertThat(messages.get(0).getId()).isEqualTo(first.getId());
    assertThat(messages.get(0).getRole()).isEqualTo("user");
    assertThat(messages.get(0).getContent()).isEqualTo("What is 2^53+1?");
    assertThat(messages.get(0).getAdditionalProperty("answer")).isEqualTo(9007199254740993L);
    assertThat(chat.getMessage(session.getId(), first.getId())).isEqualTo(messages.get(0));
    assertThat(session.getName()).isEqualTo("Session " + session.getId());
    assertThat(session.getCreatedAt()).isNotNull();
    assertThat(sessions.listSessions(null, null, null, null, "john_doe").getItems())
        .extracting(SessionSummary::getId)
        .containsExactly(session.getId());
  }

  @Test
  void changesOnlyTheVersionThatItRead_andUnderstandsErrors() throws ApiException {
    SessionsApi sessions = new SessionsApi(client);
    ApiResponse<Session> created =
        sessions.createSessionWithHttpInfo(new NewSession().modelId("m"), null);
    String id = created.getData().getId();
    String tag = created.getHeaders().get("etag").get(0);

    Session changed = sessions.patchSession(id, new SessionPatch().name("new"), tag);
    ApiException late =
        catchThrowableOfType(
            ApiException.class,
            () -> sessions.patchSession(id, new SessionPatch().name("late"), tag));
    sessions.deleteSession(id, null);
    ApiException gone =
        catchThrowableOfType(ApiException.class, () -> sessions.getSession(id, null));

    assertThat(changed.getVersion()).isEqualTo(2);
    assertThat(late.getCode()).isEqualTo(412);
    assertThat(late.getResponseBody()).contains("PRECONDITION_FAILED");
    assertThat(gone.getCode()).isEqualTo(404);
    assertThat(gone.getResponseBody()).contains("SESSION_NOT_FOUND");
  }

  @Test
  void usersAndHealth_areReadToo() throws ApiException {
    User user =
        new UsersApi(client).createUser(new NewUser().userId("ann").email("ann@example.com"), null);

    assertThat(user.getVersion()).isEqualTo(1);
    assertThat(user.getLastName()).isNull();
    assertThat(new HealthApi(client).getLiveness().getAlive()).isTrue();
    assertThat(new HealthApi(client).getHealth().getStatus().getValue()).isEqualTo("healthy");
  }
}
