package dev.agentc.redis.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code ACL SETUSER} lines out of a Markdown document, so that a test runs with what an operator
 * pastes. The placeholder {@code >PASSWORD} stands for a password.
 *
 * @param lines {@code ACL SETUSER name rule …}, in the order of the document
 */
public record AclLines(List<String> lines) {
  private static final String START = "ACL SETUSER ";
  private static final String PLACEHOLDER = ">PASSWORD";

  public AclLines {
    lines = List.copyOf(lines);
  }

  /** The lines under these headings; a heading without any is a mistake. */
  public static AclLines under(Path document, String... headings) {
    List<String> found = new ArrayList<>();
    for (String heading : headings) {
      List<String> section = section(document, heading);
      if (section.isEmpty()) {
        throw new IllegalArgumentException(
            "no ACL SETUSER under \"" + heading + "\" in " + document);
      }
      found.addAll(section);
    }
    return new AclLines(found);
  }

  private static List<String> section(Path document, String heading) {
    List<String> found = new ArrayList<>();
    boolean inside = false;
    try {
      for (String line : Files.readAllLines(document)) {
        if (line.startsWith("#")) {
          inside = line.replaceFirst("^#+ ", "").equals(heading);
        } else if (inside && line.startsWith(START)) {
          found.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** Makes the user at a server, with this password. */
  public void apply(RedisServer server, String password) {
    for (String line : lines) {
      server.cli(line.replace(PLACEHOLDER, ">" + password).split(" +", -1));
    }
  }

  /** The rules alone, for {@link RedisBuilder#aclUser}. */
  public String[] rules() {
    return lines.stream()
        .flatMap(line -> Stream.of(line.split(" +", -1)).skip(3))
        .filter(rule -> !rule.equals("reset") && !rule.equals("on") && !rule.equals(PLACEHOLDER))
        .toArray(String[]::new);
  }

  /** Its name. */
  public String user() {
    return lines.get(0).split(" +", -1)[2];
  }

  /** What may be run, as {@code INFO commandstats} names it: {@code get}, {@code acl|whoami}. */
  public List<String> commands() {
    return Stream.of(rules())
        .filter(rule -> rule.startsWith("+"))
        .map(rule -> rule.substring(1))
        .toList();
  }
}
