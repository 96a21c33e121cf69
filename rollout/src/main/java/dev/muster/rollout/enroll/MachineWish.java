package dev.muster.rollout.enroll;

import dev.muster.archive.account.StoredEnrollment;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a machine says of itself when it asks to be enrolled; nothing of it is believed for being
 * said.
 *
 * @param token with which it comes
 * @param request its certificate request, PKCS#10 in PEM
 * @param name what it wants to be called; null: as its host
 * @param group the group it wants to be in, or null
 * @param host its host name
 * @param addresses its own
 * @param port its exporter's
 * @param system such as {@code linux}
 * @param machine such as {@code x86_64}
 * @param version of its exporter
 */
record MachineWish(
    @Nullable String token,
    @Nullable String request,
    @Nullable String name,
    @Nullable String group,
    @Nullable String host,
    @Nullable List<String> addresses,
    int port,
    @Nullable String system,
    @Nullable String machine,
    @Nullable String version) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
  private static final String RESERVED = "muster.invalid";
  private static final int MOST_ADDRESSES = 64;
  private static final int LONGEST = 200;

  /**
   * The machine, called as it wants.
   *
   * @param tokenGroup of its token, which goes before its own
   * @param from where the request comes from
   * @throws IllegalArgumentException saying what would be right
   */
  StoredEnrollment.Host host(String tokenGroup, String from) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is none; use 1 to 65535");
    }
    String called = line(host);
    String wanted = name == null || name.isBlank() ? shortName(called) : name.strip();
    requireName(wanted);
    String inGroup = tokenGroup.isEmpty() ? line(group) : tokenGroup;
    var own = addresses == null ? List.<String>of() : addresses;
    return new StoredEnrollment.Host(
        wanted,
        inGroup,
        from,
        port,
        called,
        own.stream().limit(MOST_ADDRESSES).map(MachineWish::line).toList(),
        (line(system) + " " + line(machine)).strip(),
        line(version));
  }

  /**
   * Complains of a name that a certificate should not have.
   *
   * @throws IllegalArgumentException saying what would be right
   */
  static void requireName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!NAME.matcher(name).matches() || lower.endsWith(RESERVED) || name.endsWith(".")) {
      throw new IllegalArgumentException(
          "'"
              + line(name)
              + "' is no name of a client; use up to 63 letters, digits and . _ -, beginning with a"
              + " letter or digit");
    }
  }

  private static String shortName(String host) {
    int dot = host.indexOf('.');
    return dot > 0 ? host.substring(0, dot) : host;
  }

  /** One line that is not too long and has nothing in it that a log or a page should not show. */
  private static String line(@Nullable String text) {
    String given = text == null ? "" : text.strip();
    String plain = given.replaceAll("\\p{C}", "?");
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
  }

  /** Without token and request. */
  @Override
  public String toString() {
    return "MachineWish[" + line(name) + "]";
  }
}
