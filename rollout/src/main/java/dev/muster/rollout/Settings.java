package dev.muster.rollout;

import dev.muster.fleet.Client;
import dev.muster.fleet.Via;
import dev.muster.web.ClientFiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How an exporter shall run on a client.
 *
 * @param version its folder's name: the version and the first of its archive's SHA-256
 * @param address where it listens, such as {@code :10100}
 * @param authorityPem who may ask it
 * @param flags further flags of the exporter
 */
record Settings(String version, String address, String authorityPem, List<String> flags) {
  Settings {
    flags = List.copyOf(flags);
  }

  static Settings of(
      Client client, Distribution distribution, Credentials credentials, RolloutOptions options) {
    return new Settings(
        versionOf(distribution),
        (client.exporter().via() == Via.DIRECT ? "" : "127.0.0.1") + ":" + client.exporter().port(),
        credentials.authorityPem(),
        options.flags());
  }

  static String versionOf(Distribution distribution) {
    return distribution.version() + "-" + distribution.sha256().substring(0, 12);
  }

  /** The files of its config folder, but for the key. */
  Map<String, String> files(String base) {
    var files = new LinkedHashMap<String, String>();
    files.put(ClientFiles.WEB_CONFIG, ClientFiles.webConfig());
    files.put(ClientFiles.AUTHORITY, authorityPem);
    files.put("flags", flags(base));
    return files;
  }

  private String flags(String base) {
    var lines = new StringBuilder();
    lines.append("--web.listen-address=").append(address).append('\n');
    lines
        .append("--web.config.file=")
        .append(base)
        .append("/config/")
        .append(ClientFiles.WEB_CONFIG)
        .append('\n');
    lines.append("--path.state=").append(base).append("/state\n");
    flags.forEach(flag -> lines.append(flag).append('\n'));
    return lines.toString();
  }
}
