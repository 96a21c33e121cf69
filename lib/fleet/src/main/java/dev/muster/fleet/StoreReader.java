package dev.muster.fleet;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Reads what {@code <archive>} says of a store elsewhere. */
final class StoreReader {
  private static final String QUERY = "https://mimir.example.org/prometheus";
  private static final String WRITE = "https://mimir.example.org/api/v1/push";

  private final SecretReader secrets;
  private final Findings findings;

  StoreReader(SecretReader secrets, Findings findings) {
    this.secrets = secrets;
    this.findings = findings;
  }

  /** Null where samples are kept in the archive itself. */
  @Nullable MetricStore read(Element archive) {
    var password = secrets.read(archive, "password");
    var token = secrets.read(archive, "token");
    boolean elsewhere = archive.has("query") || archive.has("write");
    checkLogIn(archive, password != null, token != null, elsewhere);
    var caFile = new CaFileReader(secrets, findings).read(archive, "ca-file");
    if (!elsewhere) {
      if (archive.has("ca-file")) {
        lonely(archive, "ca-file");
      }
      return null;
    }
    if (!archive.has("query") || !archive.has("write")) {
      boolean asked = archive.has("query");
      findings.mistake(
          archive.at(asked ? "query" : "write"),
          asked ? "<archive> with query but no write" : "<archive> with write but no query",
          asked
              ? "add write=\"...\", where it takes samples by remote write"
              : "add query=\"...\", where it answers PromQL");
      return null;
    }
    for (String own : new String[] {"retention-5m", "retention-1h", "retention-size"}) {
      if (archive.has(own)) {
        findings.warning(
            archive.at(own),
            own + " says nothing where samples are in a store elsewhere",
            "say it there");
      }
    }
    return new MetricStore(
        url(archive, "query", QUERY),
        url(archive, "write", WRITE),
        Located.or(new Values(archive, findings).name("username"), ""),
        Located.orNull(password),
        Located.orNull(token),
        caFile);
  }

  private URI url(Element archive, String name, String example) {
    var urls =
        new UrlReader(
            findings,
            name.equals("query") ? "is no URL to query" : "is no URL to write to",
            example);
    var url = Located.or(urls.read(archive, name), UrlReader.NOWHERE);
    if (UrlReader.isPlain(url) && archive.has("ca-file") && name.equals("query")) {
      findings.mistake(archive.at("ca-file"), "ca-file for a URL of http", "use https://...");
    }
    if (UrlReader.isOpen(url)) {
      findings.warning(
          archive.at(name), "samples and log-in cross the network unencrypted", "use https://...");
    }
    return url;
  }

  private void checkLogIn(Element archive, boolean password, boolean token, boolean elsewhere) {
    if (archive.has("username") != password) {
      findings.mistake(
          archive.at("username"),
          "<archive> with a "
              + (password ? "password but no username" : "username but no password"),
          password ? "add username=\"...\"" : "add password, password-file or password-env");
    }
    if (password && token) {
      findings.mistake(
          archive.at(), "<archive> with both a password and a token", "keep one of them");
    }
    if (!elsewhere && (password || token)) {
      lonely(archive, password ? "username" : "token");
    }
  }

  private void lonely(Element archive, String name) {
    findings.mistake(
        archive.at(name),
        "<archive> with a log-in but no store to log in to",
        "add query=\"" + QUERY + "\" and write=\"" + WRITE + "\"");
  }
}
