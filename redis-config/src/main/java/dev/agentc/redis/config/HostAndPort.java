package dev.agentc.redis.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One node. The host is a name, an IPv4 address or an IPv6 address without brackets.
 *
 * @param port 1 to 65535
 */
public record HostAndPort(String host, int port) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,252})");
  private static final Pattern IPV6 =
      Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*(%[A-Za-z0-9._-]+)?");

  public HostAndPort {
    if (!NAME.matcher(host).matches() && !IPV6.matcher(host).matches()) {
      // Without the value: a whole URL, password included, often ends up here by mistake.
      throw new ConfigException(List.of("a host must be a name or an IP address, without a port"));
    }
    if (port < 1 || port > 65_535) {
      throw new ConfigException(List.of("a port must be from 1 to 65535: was " + port));
    }
  }

  /**
   * Reads {@code host}, {@code host:port}, {@code [ipv6]:port}, {@code [ipv6]} or a bare IPv6
   * address.
   *
   * @param fallback the port when the text has none
   */
  public static HostAndPort parse(String text, int fallback) {
    int bracket = text.lastIndexOf(']');
    int colon = text.lastIndexOf(':');
    boolean bareIpv6 = bracket < 0 && colon != text.indexOf(':');
    if (colon <= bracket || bareIpv6) {
      return new HostAndPort(unbracketed(text), fallback);
    }
    return new HostAndPort(unbracketed(text.substring(0, colon)), port(text.substring(colon + 1)));
  }

  static String unbracketed(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.indexOf(':') > 0;
    return bracketed ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      throw new ConfigException(List.of("a port must be a whole number from 1 to 65535"));
    }
    return Integer.parseInt(text);
  }

  /** {@code host:port}, an IPv6 address in brackets. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
