package dev.agentc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The docs lead where they say, and show code that is compiled and run. */
class DocsTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path SOURCES = Path.of("src/main/java/dev/agentc/docs");

  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```$|`[^`\\n]*`");
  private static final Pattern SHOWN =
      Pattern.compile("(?ms)^<!-- snippet: (\\S+) -->\\n```java\\n(.*?)^```$");
  private static final Pattern COMPILED =
      Pattern.compile("(?ms)^ *// snippet: (\\S+)\\n(.*?)^ *// end$");

  @Test
  void links_leadToFilesAndHeadingsThatAreThere() {
    List<String> broken = new ArrayList<>();
    for (Path doc : docs()) {
      links(doc).stream()
          .filter(link -> !leads(doc, link))
          .forEach(link -> broken.add(ROOT.relativize(doc) + " -> " + link));
    }

    assertThat(broken).isEmpty();
  }

  @Test
  void everyDoc_isFoundFromTheReadme() {
    Set<Path> found = new HashSet<>();
    follow(ROOT.resolve("README.md"), found);

    assertThat(found).containsAll(docs());
  }

  private static void follow(Path doc, Set<Path> found) {
    if (!found.add(doc)) {
      return;
    }
    links(doc).stream()
        .map(link -> link.split("#", 2)[0])
        .filter(link -> link.endsWith(".md"))
        .map(link -> doc.resolveSibling(link).normalize())
        .filter(Files::exists)
        .forEach(next -> follow(next, found));
  }

  /** Those within the repository, code left out. */
  private static List<String> links(Path doc) {
    return LINK.matcher(FENCE.matcher(read(doc)).replaceAll(""))
        .results()
        .map(link -> link.group(1))
        .filter(link -> !link.contains("://"))
        .toList();
  }

  @Test
  void snippets_areTheCompiledOnes() {
    Map<String, String> shown = snippets(SHOWN, read(ROOT.resolve("docs/embedding.md")));
    Map<String, String> compiled = new TreeMap<>();
    for (String file : List.of("PlainSnippets.java", "DaggerSnippets.java")) {
      compiled.putAll(snippets(COMPILED, read(SOURCES.resolve(file))));
    }

    assertThat(shown).isNotEmpty().isEqualTo(compiled);
  }

  private static Map<String, String> snippets(Pattern pattern, String text) {
    Map<String, String> found = new TreeMap<>();
    pattern
        .matcher(text)
        .results()
        .forEach(one -> found.put(one.group(1), one.group(2).stripTrailing().stripIndent()));
    return found;
  }

  private static boolean leads(Path doc, String link) {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? doc : doc.getParent().resolve(parts[0]).normalize();
    return Files.exists(target)
        && target.startsWith(ROOT)
        && (parts.length == 1 || anchors(target).contains(parts[1]));
  }

  /** As the usual viewers make them of headings. */
  private static List<String> anchors(Path doc) {
    return HEADING
        .matcher(read(doc))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(text -> text.replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-'))
        .toList();
  }

  private static List<Path> docs() {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(top, docs)
          .filter(path -> path.toString().endsWith(".md"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
