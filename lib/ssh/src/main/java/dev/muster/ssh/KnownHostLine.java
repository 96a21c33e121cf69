package dev.muster.ssh;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One line of a known-hosts file: {@code [@revoked] names type key [comment]}. Lines of {@code
 * @cert-authority} are not looked at: host certificates are not asked for.
 *
 * @param names host patterns by commas, or one hashed name {@code |1|salt|hash}
 * @param key in Base64
 * @param where file and line
 */
record KnownHostLine(boolean revoked, String names, String type, String key, String where) {
  private static final String HASHED = "|1|";

  static Optional<KnownHostLine> parse(String line, String where) {
    var words = List.of(line.strip().split("\\s+"));
    boolean marked = words.getFirst().startsWith("@");
    boolean revoked = words.getFirst().equals("@revoked");
    var fields = marked ? words.subList(1, words.size()) : words;
    if (fields.size() < 3 || fields.getFirst().startsWith("#") || (marked && !revoked)) {
      return Optional.empty();
    }
    return Optional.of(
        new KnownHostLine(revoked, fields.get(0), fields.get(1), fields.get(2), where));
  }

  boolean is(String otherType, String otherKey) {
    return type.equals(otherType) && key.equals(otherKey);
  }

  /**
   * Whether it is about a host.
   *
   * @param name as {@link KnownHosts#name} writes it
   */
  boolean appliesTo(String name) {
    String host = name.toLowerCase(Locale.ROOT);
    if (names.startsWith(HASHED)) {
      return hashMatches(host);
    }
    boolean matched = false;
    for (String pattern : names.toLowerCase(Locale.ROOT).split(",", -1)) {
      boolean not = pattern.startsWith("!");
      if (matches(not ? pattern.substring(1) : pattern, host)) {
        if (not) {
          return false;
        }
        matched = true;
      }
    }
    return matched;
  }

  private static boolean matches(String pattern, String host) {
    if (pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0) {
      return pattern.equals(host);
    }
    var expression = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case '*' -> expression.append(expression.toString().endsWith(".*") ? "" : ".*");
        case '?' -> expression.append('.');
        default -> expression.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.matches(expression.toString(), host);
  }

  private boolean hashMatches(String host) {
    var parts = names.substring(HASHED.length()).split("\\|", -1);
    if (parts.length != 2) {
      return false;
    }
    try {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[0]), "HmacSHA1"));
      byte[] hash = mac.doFinal(host.getBytes(StandardCharsets.UTF_8));
      return MessageDigest.isEqual(hash, Base64.getDecoder().decode(parts[1]));
    } catch (GeneralSecurityException | IllegalArgumentException damaged) {
      return false;
    }
  }
}
