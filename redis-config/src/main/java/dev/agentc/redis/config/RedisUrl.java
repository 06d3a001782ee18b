package dev.agentc.redis.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code redis://}, {@code rediss://} or {@code redis-sentinel://}, then {@code
 * user:password@host:port/db}. Read by hand: {@code java.net.URI} knows neither several hosts nor
 * hosts with an underscore, and its exceptions quote the password. No message here shows any part
 * of the URL.
 *
 * @param nodes one, or the Sentinels
 * @param master of {@code redis-sentinel://…#master} or {@code ?sentinelMasterId=master}
 */
record RedisUrl(
    Scheme scheme,
    Optional<String> username,
    Optional<Secret> password,
    List<HostAndPort> nodes,
    OptionalInt database,
    Optional<String> master) {

  enum Scheme {
    REDIS("redis", RedisConfig.DEFAULT_PORT),
    REDISS("rediss", RedisConfig.DEFAULT_PORT),
    SENTINEL("redis-sentinel", 26_379);

    private final String text;
    private final int port;

    Scheme(String text, int port) {
      this.text = text;
      this.port = port;
    }
  }

  private static final Pattern URL =
      Pattern.compile(
          "(?<scheme>[A-Za-z-]+)://(?:(?<userinfo>[^/?#]*)@)?(?<hosts>[^/?#@]+)"
              + "(?:/(?<db>[0-9]{0,9}))?(?:\\?sentinelMasterId=(?<query>[^&#?]+))?"
              + "(?:#(?<fragment>.+))?");

  private static final String RULE =
      "REDIS_URL must be redis://, rediss:// or redis-sentinel://, then"
          + " [[user]:password@]host[:port][/db], for Sentinels host:port,host:port and"
          + " #master at the end; in user and password, write / ? # @ : % as %2F %3F %23"
          + " %40 %3A %25";

  static RedisUrl parse(String text) {
    Matcher url = URL.matcher(text.strip());
    if (!url.matches()) {
      throw malformed();
    }
    Scheme scheme =
        Stream.of(Scheme.values())
            .filter(s -> s.text.equalsIgnoreCase(url.group("scheme")))
            .findFirst()
            .orElseThrow(RedisUrl::malformed);
    Optional<String> userinfo = Optional.ofNullable(url.group("userinfo"));
    Optional<String> master =
        Optional.ofNullable(url.group("fragment"))
            .or(() -> Optional.ofNullable(url.group("query")));
    boolean several = url.group("hosts").indexOf(',') >= 0;
    if (scheme != Scheme.SENTINEL && (several || master.isPresent())) {
      throw malformed();
    }
    return new RedisUrl(
        scheme,
        userinfo.map(u -> u.split(":", 2)[0]).filter(u -> !u.isEmpty()).map(RedisUrl::decoded),
        userinfo
            .filter(u -> u.indexOf(':') >= 0 && u.indexOf(':') < u.length() - 1)
            .map(u -> Secret.of(decoded(u.substring(u.indexOf(':') + 1)))),
        nodes(url.group("hosts"), scheme.port),
        database(Optional.ofNullable(url.group("db")).orElse("")),
        master.map(RedisUrl::decoded));
  }

  private static List<HostAndPort> nodes(String hosts, int port) {
    try {
      return Stream.of(hosts.split(",", -1)).map(host -> HostAndPort.parse(host, port)).toList();
    } catch (ConfigException e) {
      throw malformed();
    }
  }

  private static OptionalInt database(String digits) {
    return digits.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits));
  }

  private static String decoded(String text) {
    try {
      // URLDecoder is made for forms, where + is a blank.
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
  }

  private static ConfigException malformed() {
    return new ConfigException(List.of(RULE));
  }

  /** The URL with its user and password masked. */
  @Override
  public String toString() {
    String mask = username.isPresent() || password.isPresent() ? Secret.of("") + "@" : "";
    String hosts = nodes.stream().map(HostAndPort::toString).collect(Collectors.joining(","));
    String path = database.isPresent() ? "/" + database.getAsInt() : "";
    return scheme.text + "://" + mask + hosts + path + master.map(m -> "#" + m).orElse("");
  }
}
