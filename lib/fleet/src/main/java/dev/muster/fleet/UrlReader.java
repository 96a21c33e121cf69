package dev.muster.fleet;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads URLs of http and https. A log-in in one is a mistake, and is not shown. */
final class UrlReader {
  /** In place of one that was reported as wrong. */
  static final URI NOWHERE = URI.create("https://localhost/");

  private static final Pattern LOGIN = Pattern.compile("//[^/]*@");

  private final Findings findings;
  private final String complaint;
  private final String example;

  /**
   * A reader.
   *
   * @param complaint about what is none, such as "is no URL to write to"
   */
  UrlReader(Findings findings, String complaint, String example) {
    this.findings = findings;
    this.complaint = complaint;
    this.example = example;
  }

  /** The URL, or null where the attribute is missing or, as reported, wrong. */
  @Nullable Located<URI> read(Element element, String name) {
    var attribute = element.attribute(name);
    if (attribute != null && LOGIN.matcher(attribute.value()).find()) {
      findings.mistake(
          attribute.at(),
          name + " holds a log-in",
          "use username and password-file, or token-file");
      return null;
    }
    return new Values(element, findings).read(name, this::parse);
  }

  /** Whether it is not encrypted. */
  static boolean isPlain(URI url) {
    return "http".equalsIgnoreCase(url.getScheme());
  }

  /** Whether what goes there crosses the network unencrypted. */
  static boolean isOpen(URI url) {
    String host = url.getHost();
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return isPlain(url) && !HostAddress.isLoopback(bare);
  }

  private URI parse(String text) throws BadValueException {
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
    throw new BadValueException(complaint, "use a URL such as " + example);
  }
}
