package dev.muster.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The alternative names that an authority gives. Names under {@value #RESERVED} say what a
 * certificate is for, so that nobody gets one by being called so.
 */
final class CertificateNames {
  static final String RESERVED = "muster.invalid";
  private static final int MAX_HOSTS = 200;
  private static final Pattern HOST = Pattern.compile("[\\w*.:-]{1,253}");
  private static final Pattern LABELS = Pattern.compile("[\\w.-]{1,200}");

  private CertificateNames() {}

  static List<String> server(List<String> hosts) {
    if (hosts.isEmpty() || hosts.size() > MAX_HOSTS) {
      throw new IllegalArgumentException(
          "a server's certificate needs 1 to " + MAX_HOSTS + " names, not " + hosts.size());
    }
    for (var host : hosts) {
      if (!HOST.matcher(host).matches()) {
        throw new IllegalArgumentException(
            "'" + host + "' is neither a DNS name nor an IP address");
      }
    }
    return hosts.stream().map(CertificateNames::plain).distinct().toList();
  }

  static List<String> client(String name) {
    return List.of(plain(name + Issued.CLIENT_SUFFIX));
  }

  /** Its hosts, its name in the fleet where that could be a host's, and what it is for. */
  static List<String> exporter(String client, List<String> hosts) {
    var name = lower(client);
    boolean hostLike = LABELS.matcher(client).matches();
    var names = Stream.concat(hosts.stream(), hostLike ? Stream.of(client) : Stream.<String>of());
    var all = server(names.toList());
    for (var host : all) {
      if (host.contains("*") || isReserved(host)) {
        throw new IllegalArgumentException(
            "'" + host + "' cannot name an exporter; give its own DNS names and IP addresses");
      }
    }
    var own = (hostLike ? name : "x-" + digest(client)) + Issued.EXPORTER_SUFFIX;
    return Stream.concat(all.stream(), Stream.of(own)).distinct().toList();
  }

  private static boolean isReserved(String host) {
    var bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return bare.equals(RESERVED) || bare.endsWith("." + RESERVED);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String plain(String host) {
    return AlternativeNames.plain(lower(host));
  }

  private static String digest(String name) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(digest, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
