package dev.muster.console.api;

import dev.muster.archive.FleetStatus;
import dev.muster.archive.Records;
import dev.muster.archive.Silence;
import dev.muster.archive.StoredAlert;
import dev.muster.fleet.Fleet;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.RangeQuery;
import dev.muster.server.Principal;
import io.javalin.http.Context;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the API works with. */
public record Parts(
    Supplier<Fleet> fleet,
    Readings readings,
    Alerts alerts,
    Own own,
    FleetFiles files,
    Access access,
    InstantSource clock) {
  /**
   * Who asks.
   *
   * @param principal who sent a request
   * @param stands whether that log-in still counts; asked each time something goes out on a live
   *     stream
   */
  public record Access(
      Function<Context, Optional<Principal>> principal,
      Function<Context, BooleanSupplier> stands) {}

  /**
   * What was read of the fleet. {@code status}, {@code query} and {@code range} may be another
   * Prometheus-compatible store.
   *
   * @param records alerts, events and mails of our archive
   */
  public record Readings(
      FleetStatus status, Records records, InstantQuery query, RangeQuery range) {}

  /**
   * What the bridge knows of alerts.
   *
   * @param mutes what mutes the alerts that fire, by their ids
   * @param mailHtml the HTML of a mail, from its whole message, its pictures in it
   */
  public record Alerts(
      Supplier<Map<Long, Mute>> mutes,
      Function<StoredAlert, Facts> facts,
      Explain explain,
      Supplier<List<Silence>> silences,
      Function<String, Optional<String>> mailHtml) {}

  /** Why an alert stands as it stands. */
  @FunctionalInterface
  public interface Explain {
    /**
     * The lines.
     *
     * @param client its name
     * @param type a limit type's name, or that of a rule's alert
     * @param at Unix milliseconds
     * @throws IllegalArgumentException in one sentence where there is no such client or type
     */
    List<Why> why(String client, String type, long at);
  }

  /** One line of why. */
  public record Why(String name, String text) {}

  /** What the server says of itself. */
  public record Own(
      String version, Supplier<Health> health, Supplier<List<CertificateView>> certificates) {}
}
