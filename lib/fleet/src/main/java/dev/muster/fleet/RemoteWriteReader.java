package dev.muster.fleet;

import com.google.re2j.Pattern;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads {@code <remote-write>}. */
final class RemoteWriteReader {
  private static final int LARGEST_BATCH = 50_000;
  private static final int HIGHEST_RATE = 10_000_000;
  private static final String NAME = "__name__";
  private static final String RIGHT_URL =
      "use a URL such as https://metrics.example.org/api/v1/write";
  private static final Pattern LOGIN = Pattern.compile("//[^/]*@");
  private static final URI NOWHERE = URI.create("https://localhost/");

  private final SecretReader secrets;
  private final Findings findings;
  private final Map<String, String> fleetLabels;
  private final Map<String, Position> names = new HashMap<>();

  /** With labels for all receivers. */
  RemoteWriteReader(SecretReader secrets, Findings findings, Map<String, String> fleetLabels) {
    this.fleetLabels = fleetLabels;
    this.secrets = secrets;
    this.findings = findings;
  }

  List<RemoteWrite> read(Element fleet) {
    return fleet.children("remote-write").stream().map(this::one).toList();
  }

  private RemoteWrite one(Element element) {
    var values = new Values(element, findings);
    var where = url(element, values);
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

  /** A log-in in it is not shown. */
  private URI url(Element element, Values values) {
    var attribute = element.attribute("url");
    if (attribute != null && LOGIN.matcher(attribute.value()).find()) {
      findings.mistake(
          attribute.at(), "url holds a log-in", "use username and password-file, or token-file");
      return NOWHERE;
    }
    return Located.or(values.read("url", RemoteWriteReader::url), NOWHERE);
  }

  private static URI url(String text) throws BadValueException {
    try {
      var url = new URI(text);
      String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
      if ((scheme.equals("https") || scheme.equals("http"))
          && url.getHost() != null
          && url.getRawFragment() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new BadValueException("is no URL to write to", RIGHT_URL);
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
    boolean plain = "http".equalsIgnoreCase(url.getScheme());
    if (plain && element.has("ca-file")) {
      findings.mistake(element.at("ca-file"), "ca-file for a URL of http", "use https://...");
    }
    if (plain && !HostAddress.isLoopback(bare(url.getHost()))) {
      findings.warning(
          element.at("url"), "samples and log-in cross the network unencrypted", "use https://...");
    }
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
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
