package dev.agentc.api.status;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.Operations;
import dev.agentc.api.RunningApi;
import dev.agentc.api.RunningApi.Answer;
import dev.agentc.api.auth.AuthConfig;
import dev.agentc.api.auth.Authentication;
import dev.agentc.redis.testing.RedisExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page for people in a real browser: what it shows, whatever Redis does. */
class StatusPageIT {

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private static Chromium browser;
  private Operations operations;

  @BeforeAll
  static void startBrowser() {
    browser = Chromium.start();
  }

  @AfterAll
  static void stopBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void start() {
    redis.reset();
    operations = Operations.cached(redis.settings());
    browser.size(1280, 900);
    browser.dark(false);
  }

  @AfterEach
  void stop() {
    browser.open("about:blank");
    operations.close();
  }

  @Test
  void redisWell() {
    redis.fill(500);
    for (int i = 0; i < 3; i++) {
      operations.health.check().toCompletableFuture().join();
    }
    open("healthy");

    assertThat(browser.text("summary")).contains("Connected to Redis");
    assertThat(browser.text("findings")).contains("APPEND_ONLY_OFF", "What to do");
    assertThat(browser.text("ping")).endsWith("ms");
    assertThat(browser.text("memory")).contains("iB");
    assertThat(browser.text("connections")).contains("of 50");
    assertThat(browser.text("ping-words")).contains("median");
    assertThat(browser.text("checks").lines().count()).isGreaterThanOrEqualTo(5);
    assertThat(browser.element("stale").isDisplayed()).isFalse();
    browser.size(1280, 1500);
    browser.screenshot("well");
  }

  @Test
  void redisReadOnly_theRemedyIsThere() {
    open("healthy");
    redis.makeReadOnly();

    browser.awaitExactly("state", "degraded");
    assertThat(browser.text("affected")).contains("reads work");
    assertThat(browser.text("findings")).contains("READ_ONLY", "REPLICAOF NO ONE");
    assertThat(announced()).contains("degraded");
    browser.screenshot("read-only");
  }

  @Test
  void redisPaused_thenBack() {
    open("healthy");
    redis.pause();

    browser.awaitExactly("state", "unhealthy");
    assertThat(browser.text("findings")).contains("NO_REPLY");
    assertThat(browser.text("ping")).isEqualTo("no reply");
    browser.screenshot("paused");
    redis.resume();
    browser.awaitExactly("state", "healthy");
    browser.awaitText("ping-words", "without an answer");
    browser.size(1280, 1500);
    browser.screenshot("back");
  }

  @Test
  void redisGone() {
    open("healthy");
    redis.kill();

    browser.awaitExactly("state", "unhealthy");
    assertThat(browser.text("summary")).contains("No reply from Redis at");
    assertThat(browser.text("affected")).contains("Affected: session persistence");
    assertThat(browser.text("findings")).contains("UNREACHABLE");
    browser.screenshot("gone");
  }

  @Test
  void serverGone_saysThatItDoesNotKnow() {
    open("healthy");
    operations.api.close();

    browser.awaitText("stale", "cannot be reached");
    assertThat(browser.text("state")).isEqualTo("out of sight");
    assertThat(browser.text("stale")).contains("What is below is as of");
    browser.screenshot("server-gone");
  }

  @Test
  void whereKeysAreAskedFor_theBrowserSendsOneAsThePassword_andThePageGetsItsData(
      @TempDir Path directory) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest("key".getBytes(US_ASCII));
    Path keys = directory.resolve("keys");
    Files.writeString(keys, "ops:" + HexFormat.of().formatHex(hash) + ":admin\n");
    try (Authentication known = Authentication.of(new AuthConfig.ApiKey(keys), Clock.systemUTC());
        RunningApi api = operations.behind(known)) {
      browser.complaints();
      browser.open(api.url().replace("://", "://ops:key@") + "/status");
      browser.awaitExactly("state", "healthy");

      assertThat(browser.complaints()).isEmpty();
      browser.open("about:blank");
    }
  }

  @Test
  void onAPhone_nothingScrollsSideways_inAllStates() {
    for (int width : new int[] {320, 390, 768}) {
      browser.size(width, 844);
      open("healthy");
      assertFits(width);
    }
    browser.size(390, 844);
    browser.size(390, 2600);
    browser.screenshot("phone");
    browser.size(390, 844);
    redis.makeReadOnly();
    browser.awaitExactly("state", "degraded");
    assertFits(390);
    browser.screenshot("phone-read-only");
  }

  @Test
  void accessible_lightAndDark_wellAndIll() {
    open("healthy");
    assertThat(browser.violations()).isEmpty();
    browser.dark(true);
    assertThat(browser.violations()).isEmpty();
    browser.screenshot("dark");
    redis.makeReadOnly();
    browser.awaitExactly("state", "degraded");
    assertThat(browser.violations()).isEmpty();
    browser.screenshot("dark-read-only");
    browser.dark(false);
    assertThat(browser.violations()).isEmpty();
    operations.api.close();
    browser.awaitExactly("state", "out of sight");
    assertThat(browser.violations()).isEmpty();
  }

  @Test
  void byKeyboard_itIsPausedAndResumed() {
    open("healthy");
    browser.press(Keys.TAB, Keys.TAB);
    assertThat(browser.run("return document.activeElement.id")).contains("pause");
    browser.press(Keys.ENTER);

    assertThat(browser.text("pause")).isEqualTo("Resume");
    assertThat(browser.text("age")).startsWith("paused");
    redis.makeReadOnly();
    assertThat(browser.text("state")).isEqualTo("healthy");
    browser.press(Keys.SPACE);
    browser.awaitExactly("state", "degraded");
  }

  @Test
  void hidden_itAsksNothing() {
    open("healthy");
    browser.run(
        "window.asked = 0; const real = window.fetch;"
            + "window.fetch = (...all) => { window.asked++; return real(...all); };"
            + "Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
            + "document.dispatchEvent(new Event('visibilitychange'));");
    Awaitility.await()
        .during(Duration.ofSeconds(6))
        .atMost(Duration.ofSeconds(10))
        .until(() -> browser.run("return window.asked").orElseThrow().equals(0L));

    browser.run(
        "Object.defineProperty(document, 'hidden', {value: false, configurable: true});"
            + "document.dispatchEvent(new Event('visibilitychange'));");
    Awaitility.await().until(() -> !browser.run("return window.asked").orElseThrow().equals(0L));
  }

  @Test
  void everythingComesFromThisServer_andNothingIsRefusedByItsPolicy() {
    browser.complaints();
    open("healthy");

    assertThat(browser.complaints()).isEmpty();
    assertThat(
            browser.run(
                "return performance.getEntriesByType('resource').map(each => each.name)"
                    + ".filter(name => !name.startsWith(location.origin))"))
        .contains(List.of());
    Answer page = operations.api.get("/status");
    assertThat(page.header("content-security-policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'")
        .doesNotContain("unsafe");
    assertThat(page.body())
        .doesNotContain("://")
        .doesNotContain("style=")
        .doesNotContain("onclick");
  }

  private void open(String state) {
    browser.open(operations.api.url() + "/status");
    browser.awaitExactly("state", state);
  }

  private static String announced() {
    return browser
        .run("return document.getElementById('announcement').textContent")
        .orElseThrow()
        .toString();
  }

  private static void assertFits(int width) {
    assertThat(browser.run("return document.documentElement.scrollWidth"))
        .as("width of the page at " + width)
        .contains((long) width);
  }
}
