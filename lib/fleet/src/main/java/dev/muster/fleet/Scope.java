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
    AlertingScope alerting,
    Login login,
    Exporter exporter,
    Map<LimitType, Limit> limits,
    Metrics metrics) {
  static final Scope EMPTY =
      new Scope(
          null,
          AlertingScope.EMPTY,
          new Login(null, null, null, null),
          new Exporter(null, null, null, null, null, null, null, null, null, null),
          Map.of(),
          Metrics.EMPTY);

  /** This scope, and where it is silent the outer one; a limit replaces the outer one whole. */
  Scope within(Scope outer) {
    var merged = new EnumMap<LimitType, Limit>(LimitType.class);
    merged.putAll(outer.limits);
    merged.putAll(limits);
    return new Scope(
        Located.nearest(mail, outer.mail),
        alerting.within(outer.alerting),
        login.within(outer.login),
        exporter.within(outer.exporter),
        merged,
        metrics.within(outer.metrics));
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

  /** What is kept of the metrics page. */
  record Metrics(
      PageLimits limits,
      @Nullable Located<Boolean> honorLabels,
      @Nullable Located<Boolean> honorTimestamps,
      @Nullable Located<String> keep,
      @Nullable Located<String> drop) {
    static final Metrics EMPTY = new Metrics(PageLimits.UNSAID, null, null, null, null);

    Metrics within(Metrics outer) {
      return new Metrics(
          limits.within(outer.limits),
          Located.nearest(honorLabels, outer.honorLabels),
          Located.nearest(honorTimestamps, outer.honorTimestamps),
          Located.nearest(keep, outer.keep),
          Located.nearest(drop, outer.drop));
    }

    PageRules resolve() {
      return new PageRules(
          limits,
          Located.or(honorLabels, false),
          Located.or(honorTimestamps, true),
          Located.or(keep, ""),
          Located.or(drop, ""));
    }
  }

  /** The way to the metrics page. */
  record Exporter(
      @Nullable Located<Integer> port,
      @Nullable Located<Boolean> https,
      @Nullable Located<String> path,
      @Nullable Located<String> username,
      @Nullable Located<Secret> password,
      @Nullable Located<String> certificate,
      @Nullable Located<Secret> token,
      @Nullable Located<String> caFile,
      @Nullable Located<Boolean> verified,
      @Nullable Located<Via> via) {
    private static final int PORT = 10_100;

    Exporter within(Exporter outer) {
      return new Exporter(
          Located.nearest(port, outer.port),
          Located.nearest(https, outer.https),
          Located.nearest(path, outer.path),
          Located.nearest(username, outer.username),
          Located.nearest(password, outer.password),
          Located.nearest(certificate, outer.certificate),
          Located.nearest(token, outer.token),
          Located.nearest(caFile, outer.caFile),
          Located.nearest(verified, outer.verified),
          Located.nearest(via, outer.via));
    }

    int portOrDefault() {
      return Located.or(port, PORT);
    }

    Client.ExporterAccess resolve(String address, Findings findings) {
      checkLogin(findings);
      boolean plain = https != null && !https.value();
      boolean insecure = verified != null && !verified.value();
      checkTrust(plain, insecure, findings);
      boolean tunnelled = via != null && via.value() != Via.DIRECT;
      if (plain && !tunnelled && !HostAddress.isLoopback(address)) {
        warnOfSecret(findings);
      }
      return new Client.ExporterAccess(
          portOrDefault(),
          !plain,
          Located.or(path, "/metrics"),
          Located.or(username, ""),
          Located.orNull(password),
          Located.orNull(certificate),
          Located.orNull(token),
          Located.orNull(caFile),
          !insecure,
          Located.or(via, Via.DIRECT));
    }

    /** Whoever goes over SSH has to get in there. */
    void checkWay(Login login, Findings findings) {
      if (via == null || via.value() == Via.DIRECT) {
        return;
      }
      String way = "via=\"" + via.value().word() + "\"";
      if (login.username == null) {
        findings.mistake(via.at(), way + " without an SSH username", "add username=\"...\"");
      }
      if (login.password == null && login.keyFile == null) {
        findings.mistake(
            via.at(),
            way + " without an SSH key or password",
            "add key-file, password, password-file or password-env");
      }
    }

    private void checkLogin(Findings findings) {
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
      if (token != null && username != null) {
        findings.mistake(
            token.at(),
            "exporter-token and exporter-username for one client",
            "keep the one the exporter asks for");
      }
    }

    private void checkTrust(boolean plain, boolean insecure, Findings findings) {
      if (plain && certificate != null) {
        findings.mistake(
            certificate.at(),
            "exporter-certificate where exporter-scheme is http, which has none",
            "use exporter-scheme=\"https\", or leave the fingerprint out");
      }
      if (plain && caFile != null) {
        findings.mistake(
            caFile.at(),
            "exporter-ca-file where exporter-scheme is http, which has no certificates",
            "use exporter-scheme=\"https\", or leave the file out");
      }
      if (certificate != null && caFile != null) {
        findings.mistake(
            caFile.at(),
            "exporter-ca-file and exporter-certificate for one client",
            "keep one of them");
      }
      if (insecure && verified != null) {
        findings.warning(
            verified.at(),
            "exporter-verify=\"never\": anybody in between may answer for this client",
            "use exporter-certificate or exporter-ca-file");
      }
    }

    private void warnOfSecret(Findings findings) {
      var secret = password == null ? token : password;
      if (secret != null) {
        findings.warning(
            secret.at(),
            "the exporter's "
                + (password == null ? "token" : "password")
                + " crosses the network unencrypted",
            "use exporter-scheme=\"https\"");
      }
    }
  }
}
