package dev.muster.alertbridge;

import dev.muster.archive.AlertEvent;
import dev.muster.archive.AlertHistory;
import dev.muster.archive.AlertRecord;
import dev.muster.archive.FleetStatus.MailStatus;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.QueryException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why an alert stands as it stands, now or at another time: the value, the query, the limit, the
 * state, what mutes it, who is told, the last notifications, and why no mail came.
 */
public final class Explanation {
  private static final int EVENTS = 200;
  private static final int SHOWN = 5;
  private static final int LABEL = 10;
  private static final Duration LONG_AGO = Duration.ofDays(400);

  /** One line of it: what it is about, and the words. */
  public record Row(String name, String text) {}

  /**
   * What it is worked out from.
   *
   * @param origin where the fleet file has the limit, in words; "" where that is not known
   * @param zone of the times in it
   */
  public record Sources(
      Fleet fleet, Origin origin, InstantQuery query, AlertHistory history, ZoneId zone) {}

  /** Where the fleet file has a limit. */
  @FunctionalInterface
  public interface Origin {
    /** In words, "" where that is not known. */
    String of(String client, LimitType type);
  }

  private final Sources sources;
  private final Client client;
  private final String type;
  private final long at;
  private final @Nullable LimitType limitType;
  private final @Nullable Limit limit;
  private final @Nullable AlertRecord record;
  private final List<AlertEvent> events;
  private final List<MailStatus> mails;
  private final List<Reading> readings;
  private final String unanswered;

  private Explanation(Sources sources, Client client, String type, long at) {
    this.sources = sources;
    this.client = client;
    this.type = type;
    this.at = at;
    limitType = LimitType.named(type).orElse(null);
    limit = limitType == null ? null : client.limit(limitType).orElse(null);
    record =
        sources.history().episodes(client.name(), type, at, 1).stream().findFirst().orElse(null);
    events =
        sources
            .history()
            .events(
                new AlertHistory.Filter(client.name(), type, at - LONG_AGO.toMillis(), at, EVENTS));
    mails =
        sources
            .history()
            .mails(events.stream().map(AlertEvent::mail).filter(Objects::nonNull).toList());
    var answered = new ArrayList<Reading>();
    unanswered = limitType == null ? "" : ask(limitType, answered);
    readings = answered;
  }

  /**
   * The lines.
   *
   * @param client its name
   * @param type a limit type's name, or that of a rule's alert
   * @param at Unix milliseconds
   * @throws IllegalArgumentException in one sentence where there is no such client or type
   */
  public static List<Row> of(Sources sources, String client, String type, long at) {
    var known =
        sources.fleet().clients().stream()
            .filter(one -> one.name().equals(client))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "the fleet file has no client \""
                        + client
                        + "\"; name one as the fleet file does"));
    var explanation = new Explanation(sources, known, type, at);
    if (explanation.limitType == null && explanation.record == null) {
      throw new IllegalArgumentException(
          "\"%s\" is no limit type and no rule's alert that %s had; limit types are %s"
              .formatted(type, client, String.join(", ", LimitType.names())));
    }
    return explanation.rows();
  }

  private String ask(LimitType asked, List<Reading> into) {
    String expression = asked.expression(sources.fleet().scrape().interval());
    try {
      into.addAll(
          Readings.byClient(asked, sources.query().query(expression, at))
              .getOrDefault(client.name(), List.of()));
      return "";
    } catch (QueryException e) {
      return e.getMessage() == null ? e.reason().toString() : e.getMessage();
    }
  }

  private List<Row> rows() {
    var rows = new ArrayList<Row>();
    rows.add(new Row("alert", AlertMail.described(client) + ": " + type));
    rows.add(new Row("time", time(at)));
    rows.add(new Row("value", value()));
    if (limitType != null) {
      rows.add(new Row("query", limitType.expression(sources.fleet().scrape().interval())));
    }
    rows.add(new Row("limit", limit()));
    rows.add(new Row("state", state()));
    rows.add(new Row("muted", muted().map(by -> "by " + by).orElse("by nothing")));
    rows.add(new Row("told", told()));
    notifications().forEach(text -> rows.add(new Row("sent", text)));
    rows.add(new Row("so", why()));
    events.stream()
        .filter(event -> event.mail() == null)
        .limit(SHOWN)
        .forEach(event -> rows.add(new Row("before", said(event))));
    return rows;
  }

  /** A row as a line of text. */
  public static String line(Row row) {
    return row.name() + " ".repeat(Math.max(1, LABEL - row.name().length())) + row.text();
  }

  private String value() {
    if (!unanswered.isEmpty()) {
      return "not known, the query failed: " + unanswered;
    }
    if (limitType == null) {
      return record == null || Double.isNaN(record.value())
          ? "judged by others"
          : Quantity.value(record.value());
    }
    if (readings.isEmpty()) {
      return "none at this time";
    }
    return String.join(
        ", ",
        readings.stream()
            .limit(SHOWN)
            .map(one -> (one.detail() + " " + shown(one.value())).strip())
            .toList());
  }

  private String shown(double value) {
    if (limitType == null) {
      return Quantity.value(value);
    }
    if (limitType == LimitType.OFFLINE) {
      return value == 0 ? "it answers" : "it does not answer";
    }
    return limit == null
        ? Quantity.value(limitType.unit(), value)
        : Quantity.value(limitType.unit(), value, limit.threshold());
  }

  private String limit() {
    if (limitType == null) {
      return "judged by others, such as a rule";
    }
    if (limit == null) {
      return "none of this type";
    }
    String origin = sources.origin().of(client.name(), limitType);
    return limit.describe() + (origin.isEmpty() ? "" : ", " + origin);
  }

  private boolean isCrossed() {
    return limit != null && readings.stream().anyMatch(one -> limit.isCrossedBy(one.value()));
  }

  private AlertRecord.@Nullable State stateThen() {
    if (record == null) {
      return null;
    }
    Long fired = record.firedAt();
    Long end = record.resolvedAt();
    if (end != null && end <= at) {
      return AlertRecord.State.RESOLVED;
    }
    return fired != null && fired <= at ? AlertRecord.State.FIRING : AlertRecord.State.PENDING;
  }

  private String state() {
    var known = record;
    var state = stateThen();
    if (known == null || state == null) {
      return "inactive, never fired as far as is kept";
    }
    Long end = known.resolvedAt();
    return switch (state) {
      case PENDING -> "pending, crossed since " + time(known.activeSince());
      case FIRING ->
          "firing since %s, crossed since %s"
              .formatted(
                  time(Objects.requireNonNullElse(known.firedAt(), known.activeSince())),
                  time(known.activeSince()));
      case RESOLVED ->
          "inactive since "
              + time(Objects.requireNonNullElse(end, at))
              + ", it had fired for "
              + TimeText.duration(Objects.requireNonNullElse(end, at) - known.activeSince());
    };
  }

  /** What mutes it, as the history has it. */
  private Optional<String> muted() {
    return ofEpisode()
        .filter(event -> event.what().equals("muted") || event.what().equals("unmuted"))
        .findFirst()
        .filter(event -> event.what().equals("muted"))
        .map(AlertEvent::detail);
  }

  /** What happened to the episode then, newest first. */
  private Stream<AlertEvent> ofEpisode() {
    var known = record;
    return known == null
        ? Stream.of()
        : events.stream().filter(event -> Objects.equals(event.episode(), known.id()));
  }

  private String told() {
    var who = new ArrayList<>(client.mail());
    client.alerting().receivers().forEach(receiver -> who.add("receiver " + receiver));
    var escalated = client.alerting().escalateTo();
    var after = client.alerting().escalateAfter();
    String later =
        escalated.isEmpty() || after == null
            ? ""
            : "; after "
                + TimeText.duration(after.toMillis())
                + " without acknowledgement "
                + String.join(", ", escalated);
    return (who.isEmpty() ? "nobody, the fleet file names no address" : String.join(", ", who))
        + later;
  }

  private List<String> notifications() {
    var lines = new ArrayList<String>();
    var seen = new HashSet<Long>();
    for (var event : events) {
      Long id = event.mail();
      if (id != null && seen.add(id) && lines.size() < SHOWN) {
        String became =
            mails.stream()
                .filter(mail -> mail.id() == id)
                .map(Explanation::became)
                .findFirst()
                .orElse("no longer kept");
        lines.add(said(event) + ": " + became);
      }
    }
    return lines;
  }

  private static String became(MailStatus mail) {
    String error = mail.error().isEmpty() ? "" : ", " + mail.error();
    return switch (mail.state()) {
      case "sent" -> "taken";
      case "queued" -> "waits, " + mail.attempts() + " attempts" + error;
      default -> "not taken for good" + error;
    };
  }

  private String said(AlertEvent event) {
    return time(event.time())
        + " "
        + event.what()
        + (event.detail().isEmpty() ? "" : " " + event.detail());
  }

  /** Why a mail came or did not. */
  private String why() {
    var state = stateThen();
    if (limitType != null && limit == null && state != AlertRecord.State.FIRING) {
      return "no mail, as the fleet file holds "
          + AlertMail.name(client.name())
          + " to no such limit";
    }
    if (state == AlertRecord.State.FIRING) {
      return whyFiring();
    }
    if (state == AlertRecord.State.PENDING && limit != null && record != null) {
      return "no mail yet, as it has to last %s and has lasted %s"
          .formatted(
              TimeText.duration(limit.hold().toMillis()),
              TimeText.duration(at - record.activeSince()));
    }
    if (isCrossed()) {
      return "the limit is crossed, the next round of the bridge will note it";
    }
    return limitType != null && readings.isEmpty()
        ? "no mail, as there is no value to judge" + unansweredWords()
        : "no mail, as it is within its limit";
  }

  private String unansweredWords() {
    return limitType == LimitType.OFFLINE ? "" : "; is it offline?";
  }

  private String whyFiring() {
    var muted = muted();
    boolean notified = ofEpisode().anyMatch(event -> event.mail() != null);
    if (notified) {
      boolean taken = mails.stream().anyMatch(this::isOfEpisodeAndTaken);
      return taken
          ? "they were told, see above"
          : "they are not told yet, as nothing was taken so far, see above";
    }
    if (muted.isPresent()) {
      return "no mail, as it is muted by " + muted.get();
    }
    return client.mail().isEmpty() && client.alerting().receivers().isEmpty()
        ? "no mail, as nobody is to be told"
        : "no mail yet, as its group still waits";
  }

  private boolean isOfEpisodeAndTaken(MailStatus mail) {
    return mail.state().equals("sent")
        && ofEpisode().anyMatch(event -> Objects.equals(event.mail(), mail.id()));
  }

  private String time(long millis) {
    return TimeText.full(millis, sources.zone());
  }
}
