package dev.agentc.redis.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code .env} file: lines {@code NAME=value}, {@code export} in front allowed, comments, single
 * quotes (as it stands) and double quotes (with {@code \n \r \t \" \\ \$}). Nothing is expanded.
 *
 * <p>By hand, because dotenv-java 3.2 cuts {@code PASSWORD=ab#c} to {@code ab} silently, keeps
 * single quotes as part of the value, refuses {@code export}, and quotes the whole line, secret
 * included, in its exception.
 */
final class DotEnv {

  private static final Pattern ENTRY =
      Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\\s*=\\s*(.*)");
  private static final Pattern SINGLE = Pattern.compile("'([^']*)'\\s*(?:#.*)?");
  private static final Pattern DOUBLE = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(?:#.*)?");
  private static final Pattern ESCAPE = Pattern.compile("\\\\([nrt\"\\\\$])");

  /** A comment needs a blank before its #, so that a password may hold one. */
  private static final Pattern COMMENT = Pattern.compile("(^|\\s+)#.*$");

  private DotEnv() {}

  /** The last of equal names counts. A problem names file and line, never what is in it. */
  static Map<String, String> read(Path file, List<String> problems) {
    List<String> lines;
    try {
      lines = Files.readString(file).lines().toList();
    } catch (IOException e) {
      problems.add("the settings file must be a readable UTF-8 file: was " + file);
      return Map.of();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line =
          i == 0 && lines.get(0).startsWith("\uFEFF") ? lines.get(0).substring(1) : lines.get(i);
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      Matcher entry = ENTRY.matcher(line);
      Optional<String> value = entry.matches() ? value(entry.group(2)) : Optional.empty();
      if (value.isPresent()) {
        values.put(entry.group(1), value.get());
      } else {
        problems.add(file + " line " + (i + 1) + " must be NAME=value, with closed quotes");
      }
    }
    return values;
  }

  private static Optional<String> value(String text) {
    if (text.startsWith("'")) {
      return Optional.of(SINGLE.matcher(text)).filter(Matcher::matches).map(m -> m.group(1));
    }
    if (text.startsWith("\"")) {
      return Optional.of(DOUBLE.matcher(text))
          .filter(Matcher::matches)
          .map(m -> ESCAPE.matcher(m.group(1)).replaceAll(DotEnv::unescaped));
    }
    return Optional.of(COMMENT.matcher(text).replaceFirst("").strip());
  }

  private static String unescaped(java.util.regex.MatchResult escape) {
    String character =
        switch (escape.group(1)) {
          case "n" -> "\n";
          case "r" -> "\r";
          case "t" -> "\t";
          default -> escape.group(1);
        };
    return Matcher.quoteReplacement(character);
  }
}
