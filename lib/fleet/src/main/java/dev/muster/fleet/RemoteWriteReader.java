package dev.muster.fleet;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads {@code <remote-write>}. */
final class RemoteWriteReader {
  private static final int LARGEST_BATCH = 50_000;
  private static final int HIGHEST_RATE = 10_000_000;
  private static final String NAME = "__name__";
  private static final String EXAMPLE = "https://metrics.example.org/api/v1/write";

  private final SecretReader secrets;
  private final Findings findings;
  private final UrlReader urls;
  private final Map<String, String> fleetLabels;
  private final Map<String, Position> names = new HashMap<>();

  /** With labels for all receivers. */
  RemoteWriteReader(SecretReader secrets, Findings findings, Map<String, String> fleetLabels) {
    this.fleetLabels = fleetLabels;
    this.secrets = secrets;
    this.urls = new UrlReader(findings, "is no URL to write to", EXAMPLE);
    this.findings = findings;
  }

  List<RemoteWrite> read(Element fleet) {
    var archive = fleet.child("archive");
    if (archive != null && archive.has("write")) {
      names.put(MetricStore.NAME, archive.at("write"));
    }
    return fleet.children("remote-write").stream().map(this::one).toList();
  }

  private RemoteWrite one(Element element) {
    var values = new Values(element, findings);
    var where = Located.or(urls.read(element, "url"), UrlReader.NOWHERE);
    var name = values.name("name");
    var password = secrets.read(element, "password");
    var token = secrets.read(element, "token");
    checkName(element, Located.or(name, where.getRawAuthority()));
    checkLogin(element, password != null, token != null);
    checkNetwork(element, where);
    return new RemoteWrite(
        Located.or(name, where.getRawAuthority()),
        where,
        Located.or(values.name("username"), ""),
        Located.orNull(password),
        Located.orNull(token),
        new CaFileReader(secrets, findings).read(element, "ca-file"),
        filters(element),
        labels(element),
        Located.or(values.count("batch", LARGEST_BATCH), RemoteWrite.USUAL_BATCH),
        Located.or(values.count("rate", HIGHEST_RATE), 0),
        Located.or(values.word("protocol", Map.of("1.0", false, "2.0", true)), false));
  }

  private void checkName(Element element, String name) {
    var earlier = names.putIfAbsent(name, element.at("name"));
    if (earlier != null) {
      findings.mistake(
          element.at("name"),
          "the name " + Quoted.of(name) + " of a <remote-write> is taken",
          "give each its own name: the first stands in line " + earlier.line());
    }
  }

  private void checkLogin(Element element, boolean password, boolean token) {
    if (element.has("username") != password) {
      findings.mistake(
          element.at("username"),
          "<remote-write> with a "
              + (password ? "password but no username" : "username but no password"),
          password ? "add username=\"...\"" : "add password, password-file or password-env");
    }
    if (password && token) {
      findings.mistake(
          element.at(), "<remote-write> with both a password and a token", "keep one of them");
    }
  }

  private void checkNetwork(Element element, URI url) {
    boolean plain = UrlReader.isPlain(url);
    if (plain && element.has("ca-file")) {
      findings.mistake(element.at("ca-file"), "ca-file for a URL of http", "use https://...");
    }
    if (UrlReader.isOpen(url)) {
      findings.warning(
          element.at("url"), "samples and log-in cross the network unencrypted", "use https://...");
    }
  }

  private List<RemoteWrite.Filter> filters(Element element) {
    var filters = new ArrayList<RemoteWrite.Filter>();
    for (var child : element.children("filter")) {
      var values = new Values(child, findings);
      filters.add(
          new RemoteWrite.Filter(
              Located.or(values.name("label"), NAME),
              Located.or(values.read("keep", MetricsReader::expression), ""),
              Located.or(values.read("drop", MetricsReader::expression), "")));
      if (!child.has("keep") && !child.has("drop")) {
        findings.mistake(
            child.at(), "<filter> that says nothing", "add keep=\"node_.*\" or drop=\"go_.*\"");
      }
    }
    return filters;
  }

  /** Its own labels, and those of the fleet of which it has none. */
  private Map<String, String> labels(Element element) {
    var labels = new TreeMap<>(fleetLabels);
    labels.putAll(new LabelReader(findings).read(element));
    return labels;
  }
}
