package dev.agentc.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be typed, without a server and without a Redis. */
class CliTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> calls = new ArrayList<>();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|serve .env optional",
        "serve|serve .env optional",
        "--env-file a.env|serve a.env required",
        "serve --env-file a.env|serve a.env required",
        "--env-file a.env serve|serve a.env required",
        "check|check .env optional PT0S TEXT",
        "check --wait 30s|check .env optional PT30S TEXT",
        "check --wait=1.5 --json|check .env optional PT1.5S JSON",
        "check --json --env-file a.env --wait 500ms|check a.env required PT0.5S JSON",
        "print-config --env-file a.env|print-config a.env required",
        "rebuild-index|rebuild-index .env optional",
      })
  void words_become_a_command(String line, String call) {
    String[] words = line == null ? new String[0] : line.split(" ");

    assertThat(run(words)).isEqualTo(7);

    assertThat(calls).containsExactly(call);
    assertThat(text(err)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chek|Did you mean: api-server check?",
        "check --jsn|Unknown option: '--jsn'",
        "check --wait soon|must be a time such as 30s, 500ms or 2m: was soon",
        "check --wait -5s|must be a time such as 30s, 500ms or 2m: was -5s",
        "check extra|Unmatched argument at index 1: 'extra'",
        "serve check|Unmatched argument",
        "--env-file|Missing required parameter for option '--env-file'",
        "hash-key|Missing required option: '--name=NAME'",
        "hash-key --name a --role root|--role must be one of user, admin: was root",
        "hash-key --name a:b --role admin|--name must be 1 to 64 letters, digits, _ . @ + -: was a:b",
        "hash-key --name a --user a/b|--user must be 1 to 128 letters",
      })
  void what_cannot_be_understood_is_refused_with_a_hint(String line, String message) {
    assertThat(run(line.split(" "))).isEqualTo(ExitCode.BAD_USAGE);

    assertThat(text(err)).contains(message).contains("--help");
    assertThat(text(out)).isEmpty();
    assertThat(calls).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "check", "print-config", "hash-key", "rebuild-index", "probe"})
  void every_command_has_help(String command) {
    assertThat(run(command, "--help")).isEqualTo(ExitCode.OK);

    assertThat(text(out)).startsWith("Usage: api-server " + command);
    assertThat(calls).isEmpty();
  }

  @Test
  void help_names_every_command_the_exit_codes_and_examples() {
    assertThat(run("--help")).isEqualTo(ExitCode.OK);

    assertThat(text(out))
        .contains("serve", "check", "print-config", "hash-key", "rebuild-index", "probe")
        .contains("Exit codes:", "0  well", "1  failed", "2  bad arguments", "Examples:");
  }

  @Test
  void version_is_printed() {
    assertThat(run("--version")).isEqualTo(ExitCode.OK);

    assertThat(text(out).strip()).isEqualTo("1.2.3");
  }

  @Test
  void hashKey_random_theLineHoldsTheHashOfTheKeyAndNotTheKey() throws Exception {
    assertThat(run("hash-key", "--name", "web", "--role", "user,admin", "--user", "a:b@c"))
        .isEqualTo(ExitCode.OK);

    String key =
        text(err).lines().map(String::strip).filter(l -> l.startsWith("agentc_")).findFirst().get();
    assertThat(key).hasSize("agentc_".length() + 43);
    assertThat(text(out).strip()).isEqualTo("web:" + sha256(key) + ":user,admin:a:b@c");
    out.reset();
    run("hash-key", "--name", "web", "--user", "bob");
    assertThat(text(out))
        .doesNotContain(sha256(key))
        .endsWith(":user:bob" + System.lineSeparator());
  }

  @Test
  void hashKey_stdin_hashesWhatItReadsWithoutItsNewline() throws Exception {
    String key = "0123456789abcdef0123456789abcdef";

    assertThat(runWith(key + "\n", "hash-key", "--name", "ci", "--role", "admin", "--stdin"))
        .isEqualTo(ExitCode.OK);

    assertThat(text(out).strip()).isEqualTo("ci:" + sha256(key) + ":admin");
    assertThat(text(err)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "short",
        "0123456789abcdef 0123456789abcdef0",
        "0123456789\n0123456789\n0123456789abc"
      })
  void hashKey_stdinThatCannotBeAKey_isRefusedWithoutShowingIt(String key) {
    assertThat(runWith(key, "hash-key", "--name", "ci", "--user", "bob", "--stdin"))
        .isEqualTo(ExitCode.BAD_USAGE);

    assertThat(text(out)).isEmpty();
    assertThat(text(err)).contains("32 to 512 visible ASCII characters");
    if (!key.isEmpty()) {
      assertThat(text(err)).doesNotContain(key);
    }
  }

  @ParameterizedTest
  @CsvSource({"HTTP/1.1 200 OK,0", "HTTP/1.1 503 No,1", "SSH-2.0,1"})
  void probe_isWellOnlyWithA200(String statusLine, int code) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> asked =
          CompletableFuture.supplyAsync(() -> answerOne(server, statusLine + "\r\n\r\n"));

      int result = probe(Map.of("AGENT_C_API_PORT", Integer.toString(server.getLocalPort())));

      assertThat(result).isEqualTo(code);
      assertThat(asked.join()).startsWith("GET /health/live HTTP/1.1");
    }
  }

  @Test
  void probe_nobodyListens_failed() throws IOException {
    int port;
    try (ServerSocket server = new ServerSocket(0)) {
      port = server.getLocalPort();
    }

    assertThat(probe(Map.of("AGENT_C_API_PORT", Integer.toString(port))))
        .isEqualTo(ExitCode.FAILED);
    assertThat(probe(Map.of("AGENT_C_API_PORT", "none"))).isEqualTo(ExitCode.BAD_USAGE);
  }

  private static String answerOne(ServerSocket server, String answer) {
    try (Socket socket = server.accept()) {
      byte[] buffer = new byte[1024];
      int read = socket.getInputStream().read(buffer);
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      return new String(buffer, 0, read, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private int probe(Map<String, String> environment) {
    return new Cli(new Recorded(), streams(""), environment, "1.2.3").run("probe");
  }

  private int run(String... words) {
    return runWith("", words);
  }

  private int runWith(String in, String... words) {
    return new Cli(new Recorded(), streams(in), Map.of(), "1.2.3").run(words);
  }

  private Streams streams(String in) {
    return new Streams(
        new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String sha256(String key) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
  }

  /** Writes down what was asked for; 7 is nobody else's exit code. */
  private final class Recorded implements Commands {
    @Override
    public int serve(EnvFile settings) {
      return called("serve", settings, "");
    }

    @Override
    public int check(EnvFile settings, Duration wait, Format format) {
      return called("check", settings, " " + wait + " " + format);
    }

    @Override
    public int printConfig(EnvFile settings) {
      return called("print-config", settings, "");
    }

    @Override
    public int rebuildIndex(EnvFile settings) {
      return called("rebuild-index", settings, "");
    }

    private int called(String name, EnvFile file, String more) {
      Path path = file.path();
      calls.add(name + " " + path + (file.required() ? " required" : " optional") + more);
      return 7;
    }
  }
}
