package dev.agentc.api.auth;

import dev.agentc.repository.user.UserId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The keys of one reading of {@code API_KEYS_FILE}: SHA-256 hashes only. Immutable.
 *
 * <p>Looked up in a map by the hash of what was sent. The time that takes may tell how much of that
 * hash equals a stored one, and that helps nobody: whoever sends a key cannot choose its hash, and
 * a hash that was learnt whole would still not be the key.
 */
final class ApiKeys {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.@+-]{1,64}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
  private static final String SHAPE = "must be name:sha256-hex:role[,role][:user_id]";

  private final Map<String, Caller> byHash;

  private ApiKeys(Map<String, Caller> byHash) {
    this.byHash = Map.copyOf(byHash);
  }

  /**
   * What a file says.
   *
   * @param problems one for each bad line, by its number and without a word of it: it may hold a
   *     key that was put there by mistake
   */
  record Reading(ApiKeys keys, List<String> problems) {}

  static Reading read(String text) {
    Reader reader = new Reader();
    int number = 0;
    for (String line : text.split("\r?\n", -1)) {
      number++;
      String content = line.split("#", 2)[0].strip();
      if (!content.isEmpty()) {
        reader.line(content, "line " + number + " ");
      }
    }
    if (reader.callers.isEmpty() && reader.problems.isEmpty()) {
      reader.problems.add("must hold a key: nobody could call");
    }
    return new Reading(new ApiKeys(reader.byHash), List.copyOf(reader.problems));
  }

  Optional<Caller> find(String key) {
    return Optional.ofNullable(byHash.get(hash(key)));
  }

  int size() {
    return byHash.size();
  }

  static String hash(String key) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static final class Reader {

    private final Map<String, Caller> byHash = new HashMap<>();
    private final Map<String, Caller> callers = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    void line(String content, String where) {
      // The last part may hold colons of its own: user ids do.
      String[] parts = content.split(":", 4);
      if (parts.length < 3 || !SHA256.matcher(parts[1].strip()).matches()) {
        problems.add(where + SHAPE);
        return;
      }
      String name = parts[0].strip();
      Set<Role> roles = roles(parts[2]);
      Optional<UserId> user = UserId.parse(parts.length == 4 ? parts[3].strip() : name);
      if (!NAME.matcher(name).matches()) {
        problems.add(where + SHAPE + ": the name is 1 to 64 letters, digits or any of _.@+-");
      } else if (roles.isEmpty()) {
        problems.add(where + SHAPE + ": the roles are user and admin");
      } else if (user.isEmpty()) {
        problems.add(
            where + SHAPE + ": the user_id is 1 to 128 letters, digits or any of _.@:+- and not .");
      } else {
        boolean admin = roles.contains(Role.ADMIN);
        boolean named = parts.length == 4;
        add(
            parts[1].strip().toLowerCase(Locale.ROOT),
            new Caller(name, roles, admin && !named ? Optional.empty() : user),
            where);
      }
    }

    /**
     * One caller may have several keys, so that a new one can be brought in before the old goes.
     */
    private void add(String hash, Caller caller, String where) {
      Caller same = callers.putIfAbsent(caller.name(), caller);
      if (same != null && !same.equals(caller)) {
        problems.add(where + "names a caller of another line with other roles or another user_id");
      } else if (byHash.putIfAbsent(hash, caller) != null) {
        problems.add(where + "holds the hash of another line");
      }
    }

    /** Empty when one of them is none of ours. */
    private static Set<Role> roles(String text) {
      Set<Role> roles = new TreeSet<>();
      for (String word : text.split(",", -1)) {
        Optional<Role> role = Role.parse(word.strip());
        if (role.isEmpty()) {
          return Collections.emptySet();
        }
        roles.add(role.get());
      }
      return roles;
    }
  }
}
