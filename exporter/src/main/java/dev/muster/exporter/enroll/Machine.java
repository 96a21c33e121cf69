package dev.muster.exporter.enroll;

import dev.muster.web.LocalHosts;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * What this machine tells a server about itself.
 *
 * @param host its host name
 * @param addresses its own
 * @param system such as {@code linux}
 * @param machine such as {@code x86_64}
 * @param version of this exporter
 */
record Machine(String host, List<String> addresses, String system, String machine, String version) {
  static Machine read(String version) {
    var names = LocalHosts.namesAndAddresses();
    return new Machine(
        names.stream()
            .filter(name -> !name.equals("localhost") && !isAddress(name))
            .findFirst()
            .orElse(""),
        names.stream().filter(Machine::isAddress).toList(),
        system(System.getProperty("os.name", "")),
        machine(System.getProperty("os.arch", "")),
        version);
  }

  private static boolean isAddress(String name) {
    return name.indexOf(':') >= 0 || name.matches("[0-9.]+");
  }

  private static String system(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith("windows") ? "windows" : lower.startsWith("mac") ? "macos" : lower;
  }

  private static String machine(String arch) {
    return arch.equals("amd64") ? "x86_64" : arch.equals("arm64") ? "aarch64" : arch;
  }

  /** The body of a request. */
  String json(String token, String request, String name, String group, int port) {
    var json = new StringBuilder("{");
    text(json, "token", token);
    text(json, "request", request);
    text(json, "name", name);
    text(json, "group", group);
    text(json, "host", host);
    text(json, "system", system);
    text(json, "machine", machine);
    text(json, "version", version);
    json.append("\"addresses\":[");
    for (int i = 0; i < addresses.size(); i++) {
      json.append(i == 0 ? "" : ",");
      quote(json, addresses.get(i));
    }
    return json.append("],\"port\":").append(port).append('}').toString();
  }

  private static void text(StringBuilder json, String name, String value) {
    quote(json, name);
    json.append(':');
    quote(json, value);
    json.append(',');
  }

  private static void quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        json.append("\\u").append(HexFormat.of().toHexDigits(c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
