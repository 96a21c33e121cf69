package dev.muster.rules.template;

import java.util.regex.Pattern;

/** Addresses such as {@code host.example.org:9100}, and durations. */
final class Hosts {
  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final Pattern DURATION =
      Pattern.compile(
          "(-?)(?:(\\d{1,9})y)?(?:(\\d{1,9})w)?(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?"
              + "(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");
  private static final long[] MILLIS = {
    31_536_000_000L, 604_800_000L, 86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L
  };

  /** Host without brackets, and port; the port is empty where there is none. */
  private record HostPort(String host, String port) {}

  private Hosts() {}

  private static HostPort split(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return new HostPort(text, "");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      return new HostPort(host.substring(1, host.length() - 1), text.substring(colon + 1));
    }
    boolean port = host.indexOf(':') < 0 && host.indexOf('[') < 0 && host.indexOf(']') < 0;
    return port ? new HostPort(host, text.substring(colon + 1)) : new HostPort(text, "");
  }

  static String stripPort(String text) {
    var parts = split(text);
    return parts.port().isEmpty() && !text.endsWith(":") ? text : parts.host();
  }

  static String stripDomain(String text) {
    var parts = split(text);
    if (ADDRESS.matcher(parts.host()).matches()) {
      return text;
    }
    int dot = parts.host().indexOf('.');
    String host = dot < 0 ? parts.host() : parts.host().substring(0, dot);
    return parts.port().isEmpty() ? host : host + ":" + parts.port();
  }

  /** A duration such as {@code 1h30m}, maybe negative, in seconds. */
  static double seconds(String text) {
    var parts = DURATION.matcher(text);
    if (text.equals("0")) {
      return 0;
    }
    if (!parts.matches() || text.isEmpty() || text.equals("-")) {
      throw new FailedCallException("not a valid duration string: " + GoText.quote(text));
    }
    double millis = 0;
    for (int i = 0; i < MILLIS.length; i++) {
      String count = parts.group(i + 2);
      millis += count == null ? 0 : Long.parseLong(count) * (double) MILLIS[i];
    }
    return (parts.group(1).isEmpty() ? millis : -millis) / 1000;
  }
}
