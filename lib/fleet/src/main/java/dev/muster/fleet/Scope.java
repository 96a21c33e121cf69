package dev.muster.fleet;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one {@code <defaults>}, {@code <group>} or {@code <client>} says itself, and with what
 * stands further out beneath it. Null is what was not said.
 */
record Scope(
    @Nullable Located<List<String>> mail,
    @Nullable Located<Boolean> mailEvents,
    Login login,
    Exporter exporter,
    Map<LimitType, Limit> limits) {
  static final Scope EMPTY =
      new Scope(
          null,
          null,
          new Login(null, null, null, null),
          new Exporter(null, null, null, null, null, null),
          Map.of());

  /** This scope, and where it is silent the outer one; a limit replaces the outer one whole. */
  Scope within(Scope outer) {
    var merged = new EnumMap<LimitType, Limit>(LimitType.class);
    merged.putAll(outer.limits);
    merged.putAll(limits);
    return new Scope(
        Located.nearest(mail, outer.mail),
        Located.nearest(mailEvents, outer.mailEvents),
        login.within(outer.login),
        exporter.within(outer.exporter),
        merged);
  }

  /** The SSH log-in. */
  record Login(
      @Nullable Located<Integer> port,
      @Nullable Located<String> username,
      @Nullable Located<Secret> password,
      @Nullable Located<String> keyFile) {
    private static final int PORT = 22;

    Login within(Login outer) {
      return new Login(
          Located.nearest(port, outer.port),
          Located.nearest(username, outer.username),
          Located.nearest(password, outer.password),
          Located.nearest(keyFile, outer.keyFile));
    }

    Client.SshLogin resolve(Findings findings) {
      if (password != null && username == null) {
        findings.mistake(password.at(), "an SSH password without username", "add username=\"...\"");
      }
      return new Client.SshLogin(
          Located.or(port, PORT),
          Located.or(username, ""),
          Located.orNull(password),
          Located.orNull(keyFile));
    }
  }

  /** The way to the metrics page. */
  record Exporter(
      @Nullable Located<Integer> port,
      @Nullable Located<Boolean> https,
      @Nullable Located<String> path,
      @Nullable Located<String> username,
      @Nullable Located<Secret> password,
      @Nullable Located<String> certificate) {
    private static final int PORT = 10_100;

    Exporter within(Exporter outer) {
      return new Exporter(
          Located.nearest(port, outer.port),
          Located.nearest(https, outer.https),
          Located.nearest(path, outer.path),
          Located.nearest(username, outer.username),
          Located.nearest(password, outer.password),
          Located.nearest(certificate, outer.certificate));
    }

    int portOrDefault() {
      return Located.or(port, PORT);
    }

    Client.ExporterAccess resolve(String address, Findings findings) {
      if (password != null && username == null) {
        findings.mistake(
            password.at(),
            "an exporter password without exporter-username",
            "add exporter-username=\"...\"");
      }
      if (username != null && password == null) {
        findings.mistake(
            username.at(),
            "exporter-username without a password",
            "add exporter-password, exporter-password-file or exporter-password-env");
      }
      boolean plain = https != null && !https.value();
      if (plain && certificate != null) {
        findings.mistake(
            certificate.at(),
            "exporter-certificate where exporter-scheme is http, which has none",
            "use exporter-scheme=\"https\", or leave the fingerprint out");
      }
      if (plain && password != null && !HostAddress.isLoopback(address)) {
        findings.warning(
            password.at(),
            "the exporter's password crosses the network unencrypted",
            "use exporter-scheme=\"https\"");
      }
      return new Client.ExporterAccess(
          portOrDefault(),
          !plain,
          Located.or(path, "/metrics"),
          Located.or(username, ""),
          Located.orNull(password),
          Located.orNull(certificate));
    }
  }
}
