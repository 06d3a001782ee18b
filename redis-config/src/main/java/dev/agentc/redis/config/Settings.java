package dev.agentc.redis.config;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All settings of one process as text. Reads them with type and range, collects every problem
 * instead of stopping at the first, and remembers which names were asked for, so that {@link
 * #finish} can tell the unknown ones. A value that is empty counts as not set. No message and no
 * {@link #effective()} value ever holds a secret. Not thread-safe: meant for the start.
 *
 * <p>A read that finds a problem returns its fallback, so that the reading can go on; what was read
 * is only to be used once {@link #finish} has returned.
 */
public final class Settings {

  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,10}");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,9})?");
  private static final String SUFFIX = "_FILE";
  private static final int LARGEST_SECRET = 65_536;

  private final Map<String, String> values;
  private final Set<String> problems = new LinkedHashSet<>();
  private final Set<String> warnings = new LinkedHashSet<>();
  private final Set<String> known = new TreeSet<>();
  private final Set<String> outdated = new TreeSet<>();
  private final SortedMap<String, String> effective = new TreeMap<>();

  private Settings(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** These values and nothing else: for tests and for embedding. */
  public static Settings of(Map<String, String> values) {
    return new Settings(values);
  }

  /**
   * The environment and, for what it does not have, a {@code .env} file. An empty variable counts
   * as not had.
   *
   * @param dotEnvRequired whether it is a problem that the file is missing; one that is there but
   *     cannot be read always is
   */
  public static Settings load(
      Map<String, String> environment, Path dotEnv, boolean dotEnvRequired) {
    List<String> problems = new ArrayList<>();
    Map<String, String> merged = new HashMap<>();
    if (dotEnvRequired || Files.exists(dotEnv)) {
      merged.putAll(DotEnv.read(dotEnv, problems));
    }
    environment.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            merged.put(name, value);
          }
        });
    Settings settings = new Settings(merged);
    settings.problems.addAll(problems);
    return settings;
  }

  /** Whether the name has a value; does not count as asking for it. */
  boolean has(String name) {
    return !values.getOrDefault(name, "").isBlank();
  }

  public Optional<String> text(String name) {
    Optional<String> value = asked(name);
    value.ifPresent(text -> effective.put(name, text));
    return value;
  }

  public String text(String name, String fallback) {
    effective.put(name, fallback);
    return text(name).orElse(fallback);
  }

  /** A whole number from min to max. */
  public int integer(String name, int fallback, int min, int max) {
    return read(
        name,
        fallback,
        "must be a whole number from " + min + " to " + max,
        text -> {
          long number = WHOLE.matcher(text).matches() ? Long.parseLong(text) : Long.MIN_VALUE;
          return number >= min && number <= max ? Optional.of((int) number) : Optional.empty();
        },
        String::valueOf);
  }

  /** Seconds from min to max, fractions allowed: {@code 0.5}. */
  public Duration seconds(String name, Duration fallback, Duration min, Duration max) {
    return read(
        name,
        fallback,
        "must be seconds from " + decimal(min) + " to " + decimal(max),
        text -> {
          if (!DECIMAL.matcher(text).matches()) {
            return Optional.empty();
          }
          long nanos = new BigDecimal(text).movePointRight(9).longValue();
          Duration value = Duration.ofNanos(nanos);
          boolean inRange =
              new BigDecimal(text).compareTo(BigDecimal.valueOf(max.toSeconds() + 1)) < 0
                  && value.compareTo(min) >= 0
                  && value.compareTo(max) <= 0;
          return inRange ? Optional.of(value) : Optional.empty();
        },
        Settings::decimal);
  }

  /** {@code true} or {@code false}; also 1/0, yes/no, on/off, in any case. */
  public boolean flag(String name, boolean fallback) {
    return read(
        name,
        fallback,
        "must be true or false",
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true", "1", "yes", "on" -> Optional.of(true);
              case "false", "0", "no", "off" -> Optional.of(false);
              default -> Optional.empty();
            },
        String::valueOf);
  }

  /** One of an enum's constants, in lower case with {@code -} for {@code _}; any case is read. */
  public <E extends Enum<E>> E choice(String name, E fallback) {
    List<E> constants = List.of(fallback.getDeclaringClass().getEnumConstants());
    String rule = constants.stream().map(Settings::spelled).collect(Collectors.joining(", "));
    return read(
        name,
        fallback,
        "must be one of " + rule,
        text ->
            constants.stream()
                .filter(constant -> spelled(constant).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst(),
        Settings::spelled);
  }

  /** A path. Whether there is a file is for the caller to check. */
  Optional<Path> path(String name) {
    try {
      return text(name).map(Path::of);
    } catch (InvalidPathException e) {
      problem(name + " must be a path");
      return Optional.empty();
    }
  }

  /**
   * The value of NAME, or the content of the file that NAME_FILE names, without one newline at its
   * end. Both at once, or a file that is missing, unreadable, empty or larger than 64 KiB, is a
   * problem.
   */
  public Optional<Secret> secret(String name) {
    Optional<Secret> secret = secretText(name).map(Secret::of);
    secret.ifPresent(value -> effective.put(name, value.toString()));
    return secret;
  }

  /** Replaces what {@link #effective()} shows for a name, by something as free of secrets. */
  void show(String name, String printable) {
    effective.put(name, printable);
  }

  /** Takes a name without effect out of {@link #effective()}. */
  void hide(String name) {
    effective.remove(name);
  }

  /** Where {@link #secret} takes the value from when it comes from a file. */
  public Optional<Path> secretFile(String name) {
    return path(name + SUFFIX);
  }

  /** Adds a problem of the caller's own: a sentence that names the setting and no secret. */
  public void problem(String sentence) {
    problems.add(sentence);
  }

  /** Adds a warning of the caller's own. */
  public void warning(String sentence) {
    warnings.add(sentence);
  }

  /**
   * Marks a name as known but without effect: warns when it is set, never fails.
   *
   * @param replacement a sentence that says what to do instead
   */
  public void deprecated(String name, String replacement) {
    known.add(name);
    outdated.add(name);
    if (has(name)) {
      warning(name + " is deprecated and ignored: " + replacement);
    }
  }

  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /**
   * Ends the reading: every name with one of these prefixes that nobody asked for is a problem.
   *
   * @throws ConfigException with all problems, those of the reads included
   */
  public void finish(String... prefixes) {
    Set<String> suggestions = new TreeSet<>(known);
    suggestions.removeAll(outdated);
    Map<String, String> unknown = new TreeMap<>(values);
    unknown
        .keySet()
        .removeIf(
            name ->
                known.contains(name)
                    || !has(name)
                    || Stream.of(prefixes).noneMatch(name::startsWith));
    List<String> all = new ArrayList<>(problems);
    all.addAll(UnknownNames.problems(unknown, suggestions));
    if (!all.isEmpty()) {
      throw new ConfigException(all);
    }
  }

  /**
   * What was read, defaults included, as it may be printed: secrets masked at a fixed width, of a
   * URL its user, password and query.
   */
  public SortedMap<String, String> effective() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(effective));
  }

  private Optional<String> asked(String name) {
    known.add(name);
    return Optional.of(values.getOrDefault(name, "").strip()).filter(value -> !value.isEmpty());
  }

  private <T> T read(
      String name,
      T fallback,
      String rule,
      Function<String, Optional<T>> parse,
      Function<T, String> print) {
    Optional<String> text = asked(name);
    Optional<T> value = text.flatMap(parse);
    if (text.isPresent() && value.isEmpty()) {
      problem(
          UnknownNames.serviceLink(name, text.get())
              .orElseGet(() -> name + " " + rule + ": was " + Shown.of(text.get())));
    }
    T result = value.orElse(fallback);
    effective.put(name, print.apply(result));
    return result;
  }

  private Optional<String> secretText(String name) {
    known.add(name);
    Optional<String> value = Optional.of(values.getOrDefault(name, "")).filter(v -> !v.isEmpty());
    Optional<Path> file = secretFile(name);
    if (value.isPresent() && file.isPresent()) {
      problem(name + " and " + name + SUFFIX + " must not both be set");
      return value;
    }
    return value.or(() -> file.flatMap(path -> content(name + SUFFIX, path)));
  }

  private Optional<String> content(String name, Path file) {
    try {
      if (!Files.exists(file)) {
        return unfit(name, "names a file that does not exist", file);
      }
      if (!Files.isRegularFile(file)) {
        return unfit(name, "must name a file, not a directory or device", file);
      }
      if (Files.size(file) > LARGEST_SECRET) {
        return unfit(name, "names a file of more than 64 KiB, so hardly a secret", file);
      }
      String text = SecretFile.read(file);
      return text.isEmpty() ? unfit(name, "names an empty file", file) : Optional.of(text);
    } catch (CharacterCodingException e) {
      return unfit(name, "names a file that is not UTF-8", file);
    } catch (IOException e) {
      // Its message says no more than this, and may be in the system's language.
      return unfit(name, "names a file that this process may not read", file);
    }
  }

  private Optional<String> unfit(String name, String rule, Path file) {
    problem(name + " " + rule + ": was " + Shown.of(file.toString()));
    return Optional.empty();
  }

  private static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String decimal(Duration value) {
    BigDecimal seconds =
        BigDecimal.valueOf(value.getSeconds()).add(BigDecimal.valueOf(value.getNano(), 9));
    return seconds.signum() == 0 ? "0" : seconds.stripTrailingZeros().toPlainString();
  }
}
