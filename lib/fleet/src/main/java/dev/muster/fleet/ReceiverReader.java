package dev.muster.fleet;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code <receiver>}. */
final class ReceiverReader {
  private static final Map<String, Receiver.Kind> KINDS =
      Stream.of(Receiver.Kind.values())
          .collect(Collectors.toUnmodifiableMap(Receiver.Kind::xmlName, kind -> kind));

  private final SecretReader secrets;
  private final Findings findings;
  private final UrlReader urls;
  private final Map<String, Position> names = new HashMap<>();

  ReceiverReader(SecretReader secrets, Findings findings) {
    this.secrets = secrets;
    this.findings = findings;
    this.urls = new UrlReader(findings, "is no URL to post to", "https://hooks.example.org/muster");
  }

  List<Receiver> read(Element alerting) {
    return alerting.children("receiver").stream().map(this::one).toList();
  }

  private Receiver one(Element element) {
    var values = new Values(element, findings);
    var name = values.name("name");
    var kind = Located.or(values.word("kind", KINDS), Receiver.Kind.WEBHOOK);
    var url = Located.or(urls.read(element, "url"), UrlReader.NOWHERE);
    var username = values.name("username");
    var password = secrets.read(element, "password");
    var token = secrets.read(element, "token");
    if (name != null) {
      checkName(name);
    }
    checkLogin(element, password != null, token != null);
    checkNetwork(element, url, kind, password != null || token != null);
    boolean inUrl = url.getRawQuery() != null && url.getRawQuery().contains("token=");
    if (kind == Receiver.Kind.GOTIFY && token == null && !inUrl && element.has("url")) {
      findings.warning(
          element.at(), "a gotify receiver without token", "add token-file=\"gotify.token\"");
    }
    return new Receiver(
        Located.or(name, ""),
        kind,
        url,
        Located.or(username, ""),
        Located.orNull(password),
        Located.orNull(token),
        caFile(element),
        template(element),
        Located.or(values.word("resolved", Map.of("yes", true, "no", false)), true));
  }

  private void checkName(Located<String> name) {
    var earlier = names.putIfAbsent(name.value(), name.at());
    if (earlier != null) {
      findings.mistake(
          name.at(),
          "the receiver name " + Quoted.of(name.value()) + " is taken",
          "give each its own: the first stands in line " + earlier.line());
    }
    if (name.value().indexOf(',') >= 0 || name.value().indexOf('@') >= 0) {
      findings.mistake(
          name.at(),
          "the receiver name " + Quoted.of(name.value()) + " has a comma or an @ in it",
          "use a plain name such as lab-chat");
    }
  }

  private void checkLogin(Element element, boolean password, boolean token) {
    if (element.has("username") != password) {
      findings.mistake(
          element.at("username"),
          "<receiver> with a "
              + (password ? "password but no username" : "username but no password"),
          password ? "add username=\"...\"" : "add password, password-file or password-env");
    }
    if (password && token) {
      findings.mistake(
          element.at(), "<receiver> with both a password and a token", "keep one of them");
    }
  }

  private void checkNetwork(Element element, URI url, Receiver.Kind kind, boolean secret) {
    if (UrlReader.isPlain(url) && element.has("ca-file")) {
      findings.mistake(element.at("ca-file"), "ca-file for a URL of http", "use https://...");
    }
    boolean secretUrl = kind == Receiver.Kind.SLACK || kind == Receiver.Kind.TEAMS;
    if (UrlReader.isOpen(url) && (secret || secretUrl)) {
      findings.warning(
          element.at("url"),
          "the receiver's "
              + (secret ? "log-in" : "secret URL")
              + " crosses the network unencrypted",
          "use https://...");
    }
  }

  private @Nullable String caFile(Element element) {
    var path = new CaFileReader(secrets, findings).read(element, "ca-file");
    return path == null ? null : path.toString();
  }

  private @Nullable Path template(Element element) {
    var attribute = element.attribute("template");
    var file = attribute == null ? null : secrets.resolve(attribute);
    if (attribute != null && file != null && !Files.isReadable(file)) {
      findings.mistake(
          attribute.at(),
          "template " + Quoted.of(file.toString()) + " cannot be read",
          "name a file, from this file's folder");
    }
    return file;
  }
}
