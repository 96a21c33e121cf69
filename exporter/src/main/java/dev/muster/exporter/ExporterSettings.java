package dev.muster.exporter;

import dev.muster.exporter.collector.CollectorSettings;
import dev.muster.exporter.eventlog.EventLogSettings;
import dev.muster.exporter.push.PushSettings;
import dev.muster.web.ListenAddress;
import dev.muster.web.WebConfig;
import dev.muster.web.WebConfigFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the exporter is told.
 *
 * @param state a folder of its own, made where it is not there: the self-signed certificate and up
 *     to where event logs were counted, readings that wait to be pushed
 * @param push where readings are pushed to; null: nowhere
 */
public record ExporterSettings(
    Serving serving, Reading reading, Path state, @Nullable PushSettings push) {
  /**
   * How the page is served.
   *
   * @param addresses none: nothing is listened on
   * @param web TLS, users and headers; without TLS the certificate is self-signed and kept in the
   *     state folder
   * @param webFile where the web config is from, to be read again when it changes; null: it stays
   * @param insecureHttp plain HTTP instead of HTTPS
   * @param maxRequests this many scrapes at once, further ones get 503; 0: any number
   * @param selfMetrics whether the exporter's own process is on the page
   */
  public record Serving(
      List<ListenAddress> addresses,
      WebConfig web,
      @Nullable WebConfigFile webFile,
      boolean insecureHttp,
      String telemetryPath,
      int maxRequests,
      boolean selfMetrics) {
    public Serving {
      addresses = List.copyOf(addresses);
    }

    /** With a web config that stays. */
    public Serving(
        List<ListenAddress> addresses,
        WebConfig web,
        boolean insecureHttp,
        String telemetryPath,
        int maxRequests,
        boolean selfMetrics) {
      this(addresses, web, null, insecureHttp, telemetryPath, maxRequests, selfMetrics);
    }
  }

  /** What is read. */
  public record Reading(
      CollectorChoice choice, CollectorSettings collectors, EventLogSettings eventLogs) {}

  /** Without pushing. */
  public ExporterSettings(Serving serving, Reading reading, Path state) {
    this(serving, reading, state, null);
  }

  /** Every collector that is on by default, at one address, with this web config. */
  public static ExporterSettings of(ListenAddress address, WebConfig web, Path state) {
    return new ExporterSettings(
        new Serving(List.of(address), web, false, "/metrics", 40, true),
        new Reading(
            CollectorChoice.defaults(), CollectorSettings.defaults(), EventLogSettings.defaults()),
        state);
  }

  /** A web config that says nothing. */
  public static WebConfig noWebConfig() {
    return new WebConfig(null, Map.of(), Map.of());
  }

  public ExporterSettings withServing(Serving newServing) {
    return new ExporterSettings(newServing, reading, state, push);
  }

  public ExporterSettings withReading(Reading newReading) {
    return new ExporterSettings(serving, newReading, state, push);
  }

  public ExporterSettings withPush(@Nullable PushSettings newPush) {
    return new ExporterSettings(serving, reading, state, newPush);
  }
}
