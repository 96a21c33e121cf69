package dev.muster.fleet;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads {@code <smtp>}, {@code <scrape>}, {@code <archive>} and {@code <global>}. */
final class SettingsReader {
  static final Duration INTERVAL = Duration.ofSeconds(15);
  static final Duration TIMEOUT = Duration.ofSeconds(10);
  static final Duration RETENTION = Duration.ofDays(400);

  private static final int TLS_PORT = 465;

  private final SecretReader secrets;
  private final Findings findings;

  SettingsReader(SecretReader secrets, Findings findings) {
    this.secrets = secrets;
    this.findings = findings;
  }

  ScrapeSettings scrape(@Nullable Element element) {
    if (element == null) {
      return new ScrapeSettings(INTERVAL, TIMEOUT, PageLimits.DEFAULT, false);
    }
    var values = new Values(element, findings);
    var interval =
        values.read(
            "interval", t -> DurationText.parse(t, Duration.ofSeconds(1), Duration.ofHours(1)));
    var timeout =
        values.read(
            "timeout", t -> DurationText.parse(t, Duration.ofMillis(1), Duration.ofHours(1)));
    var every = Located.or(interval, INTERVAL);
    boolean intervalKnown = interval != null || !element.has("interval");
    if (timeout != null && intervalKnown && timeout.value().compareTo(every) > 0) {
      findings.mistake(
          timeout.at(),
          "timeout "
              + Quoted.of(DurationText.of(timeout.value()))
              + " is longer than the interval of "
              + DurationText.of(every),
          "use " + DurationText.of(every) + " or less");
    }
    var shorter = TIMEOUT.compareTo(every) < 0 ? TIMEOUT : every;
    return new ScrapeSettings(
        every,
        Located.or(timeout, shorter),
        MetricsReader.limits(values).within(PageLimits.DEFAULT),
        Located.or(values.word("extra-metrics", Map.of("yes", true, "no", false)), false));
  }

  GlobalSettings global(@Nullable Element element) {
    if (element == null) {
      return GlobalSettings.DEFAULT;
    }
    var interval =
        new Values(element, findings)
            .read(
                "evaluation-interval",
                t -> DurationText.parse(t, Duration.ofSeconds(1), Duration.ofDays(1)));
    return new GlobalSettings(
        Located.or(interval, GlobalSettings.DEFAULT.evaluationInterval()),
        new LabelReader(findings).read(element));
  }

  ArchiveSettings archive(@Nullable Element element) {
    if (element == null) {
      return new ArchiveSettings(RETENTION);
    }
    var values = new Values(element, findings);
    var retention = Located.or(kept(values, "retention"), RETENTION);
    var said5m = kept(values, "retention-5m");
    var said1h = kept(values, "retention-1h");
    var usual5m = said1h == null ? ArchiveSettings.USUAL_5M : shorter(said1h.value());
    var retention5m = Located.or(said5m, usual5m);
    if (said1h != null) {
      checkLongest(said1h, retention, retention5m);
    }
    var retention1h = Located.or(said1h, ArchiveSettings.usual1h(retention, retention5m));
    var bytes =
        values.read(
            "retention-size",
            text ->
                ByteSize.parseOnDisk(
                    text, ArchiveSettings.LEAST_SIZE, ArchiveSettings.LARGEST_SIZE));
    var queue =
        values.read(
            "queue-size",
            text ->
                ByteSize.parseOnDisk(
                    text, ArchiveSettings.LEAST_QUEUE, ArchiveSettings.LARGEST_QUEUE));
    return new ArchiveSettings(
        retention,
        retention5m,
        retention1h,
        Located.or(bytes, 0L),
        Located.or(queue, ArchiveSettings.USUAL_QUEUE),
        new StoreReader(secrets, findings).read(element));
  }

  private static Duration shorter(Duration than) {
    return than.compareTo(ArchiveSettings.USUAL_5M) < 0 ? than : ArchiveSettings.USUAL_5M;
  }

  private static @Nullable Located<Duration> kept(Values values, String name) {
    return values.read(
        name, text -> DurationText.parse(text, Duration.ofHours(1), DurationText.LONGEST));
  }

  private void checkLongest(Located<Duration> hours, Duration samples, Duration fiveMinutes) {
    var least = DurationText.of(ArchiveSettings.longer(samples, fiveMinutes));
    boolean bySamples = samples.compareTo(fiveMinutes) >= 0;
    if (hours.value().compareTo(ArchiveSettings.longer(samples, fiveMinutes)) < 0) {
      findings.mistake(
          hours.at(),
          "retention-1h %s is shorter than the %s of %s"
              .formatted(
                  Quoted.of(DurationText.of(hours.value())),
                  bySamples ? "retention" : "retention-5m",
                  least),
          "use " + least + " or more");
    }
  }

  @Nullable Smtp smtp(@Nullable Element element) {
    if (element == null) {
      return null;
    }
    var values = new Values(element, findings);
    var host = Located.or(values.read("host", HostAddress::parse), "");
    var from = Located.or(values.read("from", MailAddresses::parse), "");
    var port = values.port("port");
    var username = values.name("username");
    var password = secrets.read(element, "password");
    var said =
        values.word(
            "security",
            Map.of(
                "plain", Smtp.Security.PLAIN,
                "starttls", Smtp.Security.STARTTLS,
                "tls", Smtp.Security.TLS));
    boolean local = HostAddress.isLoopback(host);
    var security =
        Located.or(said, security(Located.or(port, 0), local && !element.has("username")));
    checkLogin(element, password != null);
    if (security == Smtp.Security.PLAIN && password != null && !local) {
      findings.warning(
          Objects.requireNonNullElse(said, password).at(),
          "the mail server's password crosses the network unencrypted",
          "use security=\"starttls\" or security=\"tls\"");
    }
    return new Smtp(
        host,
        Located.or(port, defaultPort(security)),
        from,
        security,
        Located.or(username, ""),
        Located.orNull(password),
        new CaFileReader(secrets, findings).read(element, "ca-file"));
  }

  private void checkLogin(Element smtp, boolean password) {
    if (smtp.has("username") && !password) {
      findings.mistake(
          smtp.at("username"),
          "username without a password",
          "add password, password-file or password-env");
    }
    if (password && !smtp.has("username")) {
      findings.mistake(smtp.at(), "<smtp> with a password but no username", "add username=\"...\"");
    }
  }

  private static Smtp.Security security(int port, boolean localWithoutLogin) {
    if (port == TLS_PORT) {
      return Smtp.Security.TLS;
    }
    return localWithoutLogin ? Smtp.Security.PLAIN : Smtp.Security.STARTTLS;
  }

  private static int defaultPort(Smtp.Security security) {
    return switch (security) {
      case PLAIN -> 25;
      case STARTTLS -> 587;
      case TLS -> TLS_PORT;
    };
  }
}
