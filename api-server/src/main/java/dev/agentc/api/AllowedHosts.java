package dev.agentc.api;

import dev.agentc.redis.config.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Hosts whose pages may call from a browser ({@code API_ALLOWED_HOSTS}): whole names, and suffixes
 * that begin with a dot. Any port. {@code *} is none, because credentials are allowed.
 */
record AllowedHosts(List<String> entries) {

  static final String DEFAULT = "localhost,.local";

  private static final String LABEL = "[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?";
  private static final Pattern NAME = Pattern.compile("\\.?" + LABEL + "(\\." + LABEL + ")*");
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+\\]");

  AllowedHosts {
    entries = List.copyOf(entries);
  }

  static AllowedHosts defaults() {
    return new AllowedHosts(List.of(DEFAULT.split(",", -1)));
  }

  static AllowedHosts from(Settings settings) {
    List<String> entries = new ArrayList<>();
    for (String part : settings.text("API_ALLOWED_HOSTS", DEFAULT).split(",", -1)) {
      String entry = part.strip().toLowerCase(Locale.ROOT);
      if (NAME.matcher(entry).matches() || ADDRESS.matcher(entry).matches()) {
        entries.add(entry);
      } else {
        settings.problem(
            "API_ALLOWED_HOSTS must be hosts, or suffixes such as .example.com, with commas between"
                + " and without scheme, port and *: was "
                + part.strip());
      }
    }
    return new AllowedHosts(entries);
  }

  boolean allows(String host) {
    return entries.stream()
        .anyMatch(entry -> entry.startsWith(".") ? host.endsWith(entry) : host.equals(entry));
  }

  /** An {@code Origin}: a web page of one of these hosts. */
  boolean allowsOrigin(String origin) {
    try {
      URI uri = new URI(origin);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return web
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getRawPath().isEmpty()
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && allows(uri.getHost().toLowerCase(Locale.ROOT));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /**
   * A {@code Host} header that no foreign web site can have brought about by giving its own name
   * our address: an address, a name without a dot, or one of these.
   */
  boolean allowsHostHeader(String header) {
    String host = withoutPort(header.toLowerCase(Locale.ROOT));
    return ADDRESS.matcher(host).matches() || host.indexOf('.') < 0 || allows(host);
  }

  private static String withoutPort(String authority) {
    int end = authority.indexOf(']');
    int colon = authority.indexOf(':', Math.max(end, 0));
    return colon < 0 ? authority : authority.substring(0, colon);
  }
}
