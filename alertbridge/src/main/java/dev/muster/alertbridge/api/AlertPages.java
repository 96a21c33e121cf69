package dev.muster.alertbridge.api;

import dev.muster.archive.Acknowledgement;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The pages of a bridge that runs alone: {@code /}, what fires, and {@code /alerts/ID}, to which
 * mails lead, with a form that acknowledges the alert.
 */
public final class AlertPages {
  private static final int MOST = 1_000;
  private static final String STYLE =
      """
      body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: auto; padding: 1rem; }
      th { text-align: left; padding-right: 1rem; vertical-align: top; }
      """;

  /**
   * What they show.
   *
   * @param known the acknowledgements of alerts that are not over
   * @param zone of the times
   */
  public record Parts(
      AlertSource alerts,
      Supplier<List<Acknowledgement>> known,
      InstantSource clock,
      ZoneId zone) {}

  private final Parts parts;
  private final AcknowledgeApi acknowledging;

  public AlertPages(Parts parts, AcknowledgeApi acknowledging) {
    this.parts = parts;
    this.acknowledging = acknowledging;
  }

  public void addTo(RoutesConfig routes) {
    routes.get("/", context -> context.html(list(context)));
    routes.get("/style.css", context -> context.contentType("text/css").result(STYLE));
    routes.get("/alerts/{id}", this::page);
    routes.post("/alerts/{id}", this::form);
  }

  private void page(Context context) {
    long id = AcknowledgeApi.id(context);
    acknowledging
        .alert(context, id)
        .ifPresentOrElse(
            alert ->
                context.html(
                    new AlertPage(alert, acknowledgement(id).orElse(null), parts.zone()).render()),
            () -> context.status(404).html(AlertPage.over(context.pathParam("id"))));
  }

  private Optional<Acknowledgement> acknowledgement(long id) {
    return parts.known().get().stream().filter(one -> one.episode() == id).findFirst();
  }

  private void form(Context context) {
    var comment = Optional.ofNullable(context.formParam("comment")).orElse("");
    if (comment.length() > AcknowledgeApi.MOST_COMMENT) {
      context.status(400).html(AlertPage.said("The comment is longer than 1,000 characters."));
    } else if (acknowledging.store(context, comment).isEmpty()) {
      context.status(404).html(AlertPage.over(context.pathParam("id")));
    } else {
      // See other: loading the page anew sends the form no second time.
      context.status(303).header("Location", "/alerts/" + AcknowledgeApi.id(context));
    }
  }

  private String list(Context context) {
    var firing =
        parts.alerts().alerts().stream()
            .filter(GroupSight.of(context)::sees)
            .sorted(Comparator.comparingLong(ShownAlert::startsAt).reversed())
            .toList();
    var page = new StringBuilder();
    firing.stream().limit(MOST).forEach(alert -> row(page, alert));
    return AlertPage.listed(
        firing.isEmpty() ? "Nothing fires." : firing.size() + " firing, the newest first", page);
  }

  private void row(StringBuilder page, ShownAlert alert) {
    String client = alert.labels().get("client");
    String name = alert.labels().get("alertname");
    var lasts = Duration.ofMillis(Math.max(0, parts.clock().millis() - alert.startsAt()));
    page.append("<tr><td><a href=\"/alerts/").append(alert.episode()).append("\">");
    page.append(AlertPage.escaped(client.isEmpty() ? name : client + ": " + name));
    page.append("</a></td><td>for ").append(lasts.toMinutes()).append(" min</td><td>");
    page.append(alert.isSuppressed() ? "muted" : "").append("</td></tr>\n");
  }
}
