package dev.muster.web;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The subject alternative names of a certificate that a machine or program goes by: e-mail, DNS
 * name, URI, IP address, each in one spelling.
 */
final class AlternativeNames {
  private static final int DNS = 2;
  private static final Set<Integer> OTHER_KINDS = Set.of(1, 6, 7);
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*");
  private static final Pattern WHOLE_ADDRESS = Pattern.compile("\\d+(\\.\\d+){3}|.*:.*");

  private AlternativeNames() {}

  static Set<String> of(X509Certificate certificate) throws CertificateParsingException {
    var names = new LinkedHashSet<String>();
    var all = certificate.getSubjectAlternativeNames();
    if (all != null) {
      for (var kindAndValue : all) {
        var kind = (Integer) kindAndValue.get(0);
        if (kind == DNS || OTHER_KINDS.contains(kind)) {
          var value = String.valueOf(kindAndValue.get(1));
          names.add(kind == DNS ? value.toLowerCase(Locale.ROOT) : plain(value));
        }
      }
    }
    return names;
  }

  /** Whether it is an IP address, or meant to be one. */
  static boolean isAddress(String name) {
    return ADDRESS.matcher(name).matches();
  }

  /**
   * An IP address as the JDK prints it; any other name as it is.
   *
   * @throws IllegalArgumentException if it looks like an address and is none
   */
  static String plain(String name) {
    if (!isAddress(name)) {
      return name;
    }
    if (!WHOLE_ADDRESS.matcher(name).matches()) {
      throw new IllegalArgumentException("'" + name + "' is no whole IP address");
    }
    return InetAddress.ofLiteral(name).getHostAddress();
  }
}
