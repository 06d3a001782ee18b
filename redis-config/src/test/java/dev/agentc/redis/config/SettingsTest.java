package dev.agentc.redis.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private static final String SECRET = "hunter2-never-shown";

  private enum Mode {
    FIRST_ONE,
    SINGLE
  }

  @TempDir private Path directory;

  @Test
  void reads_notSet_giveTheirFallback() {
    Settings settings = Settings.of(Map.of("A_EMPTY", "", "A_BLANK", "  "));

    assertThat(settings.text("A_EMPTY")).isEmpty();
    assertThat(settings.text("A_BLANK", "x")).isEqualTo("x");
    assertThat(settings.integer("A_EMPTY", 7, 0, 9)).isEqualTo(7);
    assertThat(settings.flag("A_EMPTY", true)).isTrue();
    assertThat(settings.choice("A_EMPTY", Mode.SINGLE)).isEqualTo(Mode.SINGLE);
    assertThat(settings.secret("A_EMPTY")).isEmpty();
    assertThatCode(() -> settings.finish("A_")).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1.0", "-1", "10", "99999999999999999999", "٣", "1e0"})
  void integer_notAWholeNumberInRange_isAProblemWithRuleAndValue(String value) {
    Settings settings = Settings.of(Map.of("A_N", value));

    assertThat(settings.integer("A_N", 5, 0, 9)).isEqualTo(5);
    assertThat(problems(settings))
        .containsExactly("A_N must be a whole number from 0 to 9: was " + value);
  }

  @ParameterizedTest
  @CsvSource({"0.5,PT0.5S", "1,PT1S", "10,PT10S", "1.000000001,PT1.000000001S"})
  void seconds_inRange_mayHaveFractions(String value, Duration expected) {
    assertThat(seconds(Settings.of(Map.of("A_S", value)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "10.1", "1s", "1e1", "NaN", "999999999999", "1,5"})
  void seconds_notInRange_isAProblem(String value) {
    Settings settings = Settings.of(Map.of("A_S", value));

    seconds(settings);

    assertThat(problems(settings))
        .containsExactly("A_S must be seconds from 0.001 to 10: was " + value);
  }

  @Test
  void choice_inAnyCase_isReadAlsoInATurkishLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr"));
    try {
      Settings settings = Settings.of(Map.of("A_C", "FIRST-ONE", "A_D", "single", "A_F", "ON"));

      assertThat(settings.choice("A_C", Mode.SINGLE)).isEqualTo(Mode.FIRST_ONE);
      assertThat(settings.choice("A_D", Mode.FIRST_ONE)).isEqualTo(Mode.SINGLE);
      assertThat(settings.flag("A_F", false)).isTrue();
      assertThat(settings.effective()).containsEntry("A_C", "first-one");
      settings.finish("A_");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void choiceAndFlag_unknownValue_areProblemsThatListWhatIsAllowed() {
    Settings settings = Settings.of(Map.of("A_C", "other", "A_F", "maybe"));
    settings.choice("A_C", Mode.SINGLE);
    settings.flag("A_F", true);

    assertThat(problems(settings))
        .containsExactly(
            "A_C must be one of first-one, single: was other",
            "A_F must be true or false: was maybe");
  }

  @ParameterizedTest
  @CsvSource({"'pw\n',pw", "'pw\r\n',pw", "' p w \n\n',' p w \n'", "pw,pw"})
  void secret_fromFile_losesOneNewlineAtTheEnd(String content, String expected) throws IOException {
    Path file = Files.writeString(directory.resolve("pw"), content);
    Settings settings = Settings.of(Map.of("A_P_FILE", file.toString()));

    assertThat(settings.secret("A_P").map(Secret::reveal)).contains(expected);
    assertThat(settings.secretFile("A_P")).contains(file);
    settings.finish("A_");
  }

  @Test
  void secret_valueAndFile_isAProblem() {
    Settings settings = Settings.of(Map.of("A_P", SECRET, "A_P_FILE", "/x"));
    settings.secret("A_P");

    assertThat(problems(settings)).containsExactly("A_P and A_P_FILE must not both be set");
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "empty", "newline", "binary", "large", "directory"})
  void secret_unusableFile_isAProblemWithThePath(String kind) throws IOException {
    Path file = directory.resolve(kind);
    switch (kind) {
      case "empty" -> Files.writeString(file, "");
      case "newline" -> Files.writeString(file, "\n");
      case "binary" -> Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
      case "large" -> Files.write(file, new byte[70_000]);
      case "directory" -> Files.createDirectory(file);
      default -> {}
    }
    Settings settings = Settings.of(Map.of("A_P_FILE", file.toString()));

    assertThat(settings.secret("A_P")).isEmpty();
    assertThat(problems(settings))
        .singleElement()
        .asString()
        .startsWith("A_P_FILE ")
        .endsWith("was " + file);
  }

  @Test
  void finish_manyProblems_listsAllAtOnce() {
    Settings settings = Settings.of(Map.of("A_N", "x", "A_F", "y", "A_UNHEARD_OF", "z"));
    settings.integer("A_N", 0, 0, 1);
    settings.flag("A_F", true);
    settings.problem("own");

    assertThat(problems(settings))
        .containsExactly(
            "A_N must be a whole number from 0 to 1: was x",
            "A_F must be true or false: was y",
            "own",
            "A_UNHEARD_OF is not a setting");
  }

  @ParameterizedTest
  @CsvSource({
    "A_CONNECTION_TIMOUT,A_CONNECTION_TIMEOUT",
    "A_CONECTION_TIMEOUT,A_CONNECTION_TIMEOUT",
    "A_CONNECTION_TIEMOUT,A_CONNECTION_TIMEOUT",
    "A_PROT,A_PORT",
    "A_USERNAMES,A_USERNAME",
    "A_USERNAM_,A_USERNAME",
    "A_CONNECTION,A_CONNECTION_TIMEOUT"
  })
  void finish_nearName_asksWhetherTheOtherWasMeant(String wrong, String right) {
    Settings settings = Settings.of(Map.of(wrong, SECRET));
    List.of("A_CONNECTION_TIMEOUT", "A_PORT", "A_USERNAME").forEach(settings::text);

    if (wrong.equals("A_CONNECTION")) {
      assertThat(problems(settings)).containsExactly(wrong + " is not a setting");
    } else {
      assertThat(problems(settings))
          .containsExactly(wrong + " is not a setting: did you mean " + right + "?");
    }
  }

  @Test
  void finish_unknownNameWithoutThePrefix_isNobodysBusiness() {
    assertThatCode(() -> Settings.of(Map.of("B_X", "1", "A_Y", "")).finish("A_"))
        .doesNotThrowAnyException();
  }

  @Test
  void finish_kubernetesServiceLinks_saysHowToTurnThemOff() {
    Settings settings =
        Settings.of(
            Map.of(
                "A_PORT", "tcp://10.0.0.1:6379",
                "A_SERVICE_HOST", "10.0.0.1",
                "A_SERVICE_PORT_TCP_REDIS", "6379",
                "A_PORT_6379_TCP", "tcp://10.0.0.1:6379",
                "A_PORT_6379_TCP_ADDR", "10.0.0.1",
                "A_MASTER_PORT", "tcp://10.0.0.2:6379"));
    settings.integer("A_PORT", 1, 1, 2);

    assertThat(problems(settings))
        .hasSize(2)
        .allMatch(problem -> problem.contains("enableServiceLinks: false"));
    assertThat(problems(settings).get(1))
        .contains("A_SERVICE_HOST", "A_SERVICE_PORT_TCP_REDIS", "A_PORT_6379_TCP")
        .contains("A_MASTER_PORT");
  }

  @Test
  void deprecated_set_warnsAndNeverFails() {
    Settings settings = Settings.of(Map.of("A_OLD", SECRET));
    settings.deprecated("A_OLD", "use A_NEW");
    settings.deprecated("A_OLDER", "use A_NEW");

    settings.finish("A_");

    assertThat(settings.warnings()).containsExactly("A_OLD is deprecated and ignored: use A_NEW");
  }

  @Test
  void effective_secretsOfAnyLength_areMaskedAtOneWidth() {
    Settings settings = Settings.of(Map.of("A_P", SECRET, "A_Q", "x", "A_T", "text"));
    settings.secret("A_P");
    settings.secret("A_Q");
    settings.text("A_T");
    settings.seconds("A_S", Duration.ofMillis(1500), Duration.ZERO, Duration.ofSeconds(9));
    settings.integer("A_N", 3, 0, 9);

    assertThat(settings.effective())
        .containsExactly(
            Map.entry("A_N", "3"),
            Map.entry("A_P", "********"),
            Map.entry("A_Q", "********"),
            Map.entry("A_S", "1.5"),
            Map.entry("A_T", "text"));
  }

  @Test
  void problem_valueWithAnAddressLikeAUrl_isNotShown() {
    Settings settings = Settings.of(Map.of("A_N", "redis://u:" + SECRET + "@h"));
    settings.integer("A_N", 0, 0, 1);

    assertThat(problems(settings).toString()).doesNotContain(SECRET).contains("********");
  }

  @Test
  void problem_longValueWithControlCharacters_isShownShortOnOneLine() {
    Settings settings = Settings.of(Map.of("A_N", "a\nb" + "c".repeat(500)));
    settings.integer("A_N", 0, 0, 1);

    assertThat(problems(settings).get(0)).hasSizeLessThan(150).doesNotContain("\n");
  }

  static List<String> problems(Settings settings) {
    return catchThrowableOfType(ConfigException.class, () -> settings.finish("A_")).problems();
  }

  private static Duration seconds(Settings settings) {
    return settings.seconds(
        "A_S", Duration.ofSeconds(5), Duration.ofMillis(1), Duration.ofSeconds(10));
  }
}
