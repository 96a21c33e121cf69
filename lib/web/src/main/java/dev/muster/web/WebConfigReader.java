package dev.muster.web;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a web config: strict, at most 1 MiB, few aliases, shallow. */
final class WebConfigReader {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 10;
  private static final int MAX_USER_CHARS = 256;
  private static final Set<String> SECTIONS =
      Set.of("tls_server_config", "http_server_config", "basic_auth_users", "rate_limit");

  /** The headers that may be set, each with its values where only some are right. */
  private static final Map<String, Set<String>> HEADERS =
      Map.of(
          "Strict-Transport-Security", Set.of(),
          "X-Content-Type-Options", Set.of("nosniff"),
          "X-Frame-Options", Set.of("deny", "sameorigin"),
          "X-XSS-Protection", Set.of(),
          "Content-Security-Policy", Set.of());

  private WebConfigReader() {}

  static WebConfig read(Path file) {
    var root = root(file, Pem.readText(file, MAX_BYTES));
    if (root.isEmpty()) {
      return new WebConfig(null, Map.of(), Map.of(), true, null, List.of(file));
    }
    var config = YamlSection.of(file, "the web config", root.get(), SECTIONS);
    var http = config.section("http_server_config", Set.of("http2", "headers"));
    return new WebConfig(
        tls(config),
        config.section("basic_auth_users").map(WebConfigReader::users).orElse(Map.of()),
        http.flatMap(section -> section.section("headers"))
            .map(WebConfigReader::headers)
            .orElse(Map.of()),
        http.map(section -> section.flag("http2", true)).orElse(true),
        config
            .section("rate_limit", RateLimitSection.KEYS)
            .flatMap(RateLimitSection::read)
            .orElse(null),
        files(file, config));
  }

  /** The files that TLS is read from, by their keys. */
  static Map<String, Path> tlsFiles(Path file) {
    var files = new LinkedHashMap<String, Path>();
    root(file, Pem.readText(file, MAX_BYTES))
        .map(root -> YamlSection.of(file, "the web config", root, SECTIONS))
        .flatMap(config -> config.section("tls_server_config", TlsSection.KEYS))
        .ifPresent(tls ->
            TlsSection.FILE_KEYS.forEach(
                key -> tls.path(key).ifPresent(path -> files.put(key, path))));
    return files;
  }

  private static List<Path> files(Path file, YamlSection config) {
    var files = new ArrayList<>(List.of(file));
    config
        .section("tls_server_config", TlsSection.KEYS)
        .ifPresent(tls -> TlsSection.FILE_KEYS.forEach(key -> tls.path(key).ifPresent(files::add)));
    return files;
  }

  private static WebConfig.@Nullable TlsServer tls(YamlSection config) {
    return config
        .section("tls_server_config", TlsSection.KEYS)
        .filter(section -> !section.isEmpty())
        .map(TlsSection::read)
        .orElse(null);
  }

  private static Optional<Node> root(Path file, String text) {
    var settings =
        LoadSettings.builder()
            .setLabel(String.valueOf(file.getFileName()))
            .setMaxAliasesForCollections(10)
            .setCodePointLimit(MAX_BYTES)
            .build();
    try {
      requireShallow(file, new Parse(settings).parseString(text));
      return new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException malformed) {
      var line = malformed.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
      throw new WebConfigException(
          file + line + ": not YAML: " + malformed.getProblem(), malformed);
    } catch (YamlEngineException malformed) {
      throw new WebConfigException(file + ": not usable: " + malformed.getMessage(), malformed);
    }
  }

  /** Before anything recursive touches the file. */
  private static void requireShallow(Path file, Iterable<Event> events) {
    int depth = 0;
    for (var event : events) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        case Alias, Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> {}
      }
      if (depth > MAX_DEPTH) {
        var line = event.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
        throw new WebConfigException(file + line + ": nested too deeply for a web config");
      }
    }
  }

  private static Map<String, String> users(YamlSection section) {
    var users = new LinkedHashMap<String, String>();
    for (var user : section.keys()) {
      if (user.isEmpty() || user.length() > MAX_USER_CHARS || user.indexOf(':') >= 0) {
        throw section.refuse(
            user, "a user's name has 1 to " + MAX_USER_CHARS + " characters and no colon");
      }
      var hash = section.text(user).orElse("");
      if (!Passwords.isHash(hash)) {
        throw section.refuse(
            user,
            "user '"
                + user
                + "' has no usable bcrypt hash; make one with 'htpasswd -nBC 10 "
                + user
                + "'");
      }
      users.put(user, hash);
    }
    return users;
  }

  private static Map<String, String> headers(YamlSection section) {
    var headers = new LinkedHashMap<String, String>();
    for (var header : section.keys()) {
      var right = HEADERS.get(header);
      if (right == null) {
        throw section.refuse(
            header,
            "the header '"
                + header
                + "' cannot be set; those that can are "
                + String.join(", ", new TreeSet<>(HEADERS.keySet())));
      }
      var value = section.text(header).orElse("");
      if (!right.isEmpty() && !right.contains(value.toLowerCase(Locale.ROOT))) {
        throw section.refuse(
            header,
            "'"
                + value
                + "' is no value for "
                + header
                + "; use "
                + String.join(" or ", new TreeSet<>(right)));
      }
      if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
        throw section.refuse(header, "the value of " + header + " must be one line of plain ASCII");
      }
      headers.put(header, value);
    }
    return headers;
  }
}
