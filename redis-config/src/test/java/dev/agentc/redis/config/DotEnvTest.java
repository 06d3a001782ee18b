package dev.agentc.redis.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotEnvTest {

  @TempDir private Path directory;

  @Test
  void environment_winsOverTheFile_unlessEmpty() throws IOException {
    Path file = write("A_X=file\nA_Y=file\nA_Z=file\n");

    Settings settings = Settings.load(Map.of("A_X", "env", "A_Y", ""), file, true);

    assertThat(settings.text("A_X")).contains("env");
    assertThat(settings.text("A_Y")).contains("file");
    assertThat(settings.text("A_Z")).contains("file");
    settings.finish("A_");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "A_X=plain|plain",
        "A_X = spaced out |spaced out",
        "export A_X=1|1",
        "A_X=ab#c|ab#c",
        "A_X=ab # comment|ab",
        "A_X=a=b|a=b",
        "A_X='a # \"b\" $c \\n'|a # \"b\" $c \\n",
        "A_X=\"a # 'b' \\\"c\\\" \\$d \\\\e\" # comment|a # 'b' \"c\" $d \\e",
        "A_X=\"$HOME\"|$HOME",
        "\uFEFFA_X=bom|bom"
      })
  void line_inEveryForm_isRead(String line, String expected) throws IOException {
    Settings settings = Settings.load(Map.of(), write(line + "\r\n"), true);

    assertThat(settings.text("A_X")).contains(expected);
    settings.finish("A_");
  }

  @Test
  void line_emptyCommentOrWithoutValue_setsNothing() throws IOException {
    Settings settings = Settings.load(Map.of(), write("\n# A_X=1\n  # c\nA_X=\nA_Y=# c\n"), true);

    assertThat(settings.text("A_X")).isEmpty();
    assertThat(settings.text("A_Y")).isEmpty();
    settings.finish("A_");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hunter2", "A_X='hunter2", "A_X=\"hunter2", "A_X='a' hunter2", "=hunter2"})
  void line_malformed_isAProblemWithItsNumberAndNotItsContent(String line) throws IOException {
    Settings settings = Settings.load(Map.of(), write("A_Y=1\n" + line), true);
    settings.text("A_Y");

    assertThat(SettingsTest.problems(settings))
        .singleElement()
        .asString()
        .contains(".env line 2")
        .doesNotContain("hunter2");
  }

  @Test
  void file_missing_isAProblemOnlyWhereItIsRequired() {
    Path missing = directory.resolve("missing");

    assertThatCode(() -> Settings.load(Map.of(), missing, false).finish("A_"))
        .doesNotThrowAnyException();
    assertThat(SettingsTest.problems(Settings.load(Map.of(), missing, true)))
        .containsExactly("the settings file must be a readable UTF-8 file: was " + missing);
  }

  @Test
  void file_isADirectory_isAlwaysAProblem() {
    assertThat(SettingsTest.problems(Settings.load(Map.of(), directory, false))).hasSize(1);
  }

  private Path write(String content) throws IOException {
    return Files.writeString(directory.resolve(".env"), content);
  }
}
