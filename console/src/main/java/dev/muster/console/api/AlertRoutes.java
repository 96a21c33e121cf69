package dev.muster.console.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.muster.archive.AlertEvent;
import dev.muster.archive.AlertRecord;
import dev.muster.archive.Records;
import dev.muster.archive.StoredAlert;
import dev.muster.fleet.LimitType;
import dev.muster.server.Refused;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code GET /alerts} and {@code GET /alerts/{id}}: what is or was beyond its limit, and why. */
final class AlertRoutes {
  private static final int MOST_HISTORY = 200;

  private final Parts parts;
  private final AlertViews views;

  private record Page(List<AlertView> alerts, @Nullable String next) {}

  private record Happened(long id, double time, String what, String detail, @Nullable Long mail) {}

  private record Whole(
      @JsonUnwrapped AlertView alert,
      List<Parts.Why> why,
      List<Happened> history,
      List<MailView> mails,
      String query) {}

  AlertRoutes(Parts parts, AlertViews views) {
    this.parts = parts;
    this.views = views;
  }

  void addTo(RoutesConfig routes) {
    routes.get(MusterApi.ROOT + "/alerts", Reply.with(this::list));
    routes.get(MusterApi.ROOT + "/alerts/{id}", Reply.with(this::one));
  }

  private Object list(Context context) {
    var seen = Seen.by(context, parts);
    int limit = Parameters.limit(context);
    var which =
        switch (Parameters.choice(context, "state", "open", "ended", "all")) {
          case "ended" -> Records.Which.ENDED;
          case "all" -> Records.Which.ALL;
          default -> Records.Which.OPEN;
        };
    var query =
        new Records.AlertQuery(
            seen.asked(context),
            Parameters.text(context, "type"),
            which,
            Parameters.time(context, "from", 0),
            Parameters.time(context, "to", Long.MAX_VALUE),
            Parameters.cursor(context),
            limit + 1);
    var found = parts.readings().records().alerts(query);
    var shown = found.subList(0, Math.min(limit, found.size()));
    return new Page(
        views.of(shown, parts.alerts().mutes().get()),
        found.size() > limit ? Long.toString(shown.getLast().record().id()) : null);
  }

  private Object one(Context context) {
    var seen = Seen.by(context, parts);
    var records = parts.readings().records();
    var stored =
        records
            .alert(Parameters.id(context, "alert"))
            .filter(alert -> seen.sees(alert.record().client()))
            .orElseThrow(() -> Refused.of(404, "there is no such alert"));
    var history = records.historyOf(stored.record().id(), MOST_HISTORY);
    var view = views.of(List.of(stored), parts.alerts().mutes().get()).getFirst();
    return new Whole(
        view,
        why(stored.record()),
        history.stream().map(AlertRoutes::happened).toList(),
        mails(history, seen),
        query(stored));
  }

  /** Why it stands as it stands; of one that is over, why it stood so just before. */
  private List<Parts.Why> why(AlertRecord record) {
    Long end = record.resolvedAt();
    try {
      return parts
          .alerts()
          .explain()
          .why(record.client(), record.type(), end == null ? parts.clock().millis() : end - 1);
    } catch (IllegalArgumentException gone) {
      return List.of(); // The fleet file does not name its client any more, or never did.
    }
  }

  private static Happened happened(AlertEvent event) {
    return new Happened(
        event.id(), Figure.seconds(event.time()), event.what(), event.detail(), event.mail());
  }

  private List<MailView> mails(List<AlertEvent> history, Seen seen) {
    var records = parts.readings().records();
    return history.stream()
        .map(AlertEvent::mail)
        .filter(Objects::nonNull)
        .distinct()
        .limit(20)
        .flatMap(id -> records.mail(id, seen.names()).stream())
        .map(whole -> MailView.of(whole.mail()))
        .toList();
  }

  private String query(StoredAlert stored) {
    var record = stored.record();
    if (stored.posted() != null) {
      return parts.alerts().facts().apply(stored).query();
    }
    return LimitType.named(record.type())
        .map(type -> ClientQuery.of(type, record.client(), parts.fleet().get().scrape().interval()))
        .orElse("");
  }
}
