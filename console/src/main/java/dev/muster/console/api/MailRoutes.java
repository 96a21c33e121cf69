package dev.muster.console.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.muster.archive.Records;
import dev.muster.server.JsonAnswer;
import dev.muster.server.Refused;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code GET /mails}, {@code /mails/{id}} and {@code /mails/{id}/html}: what was told. */
final class MailRoutes {
  /** The mail's own markup may style itself and nothing else. */
  private static final String SANDBOX =
      "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline';"
          + " frame-ancestors 'self'";

  private final Parts parts;

  private record Page(List<MailView> mails, @Nullable String next) {}

  private record Whole(@JsonUnwrapped MailView mail, String text, boolean hasHtml) {}

  MailRoutes(Parts parts) {
    this.parts = parts;
  }

  void addTo(RoutesConfig routes) {
    routes.get(MusterApi.ROOT + "/mails", Reply.with(this::list));
    routes.get(MusterApi.ROOT + "/mails/{id}", Reply.with(this::one));
    routes.get(MusterApi.ROOT + "/mails/{id}/html", this::html);
  }

  private Object list(Context context) {
    var seen = Seen.by(context, parts);
    int limit = Parameters.limit(context);
    String state = Parameters.choice(context, "state", "all", "queued", "sent", "refused");
    var found =
        parts
            .readings()
            .records()
            .mails(
                new Records.MailQuery(
                    seen.names(),
                    state.equals("all") ? "" : state,
                    Parameters.cursor(context),
                    limit + 1));
    var shown = found.subList(0, Math.min(limit, found.size()));
    return new Page(
        shown.stream().map(MailView::of).toList(),
        found.size() > limit ? Long.toString(shown.getLast().status().id()) : null);
  }

  private Object one(Context context) {
    var mail = mail(context);
    return new Whole(
        MailView.of(mail.mail()),
        mail.text(),
        mail.mail().receiver().isEmpty()
            && parts.alerts().mailHtml().apply(mail.message()).isPresent());
  }

  private Records.WholeMail mail(Context context) {
    var seen = Seen.by(context, parts);
    return parts
        .readings()
        .records()
        .mail(Parameters.id(context, "mail"), seen.names())
        .orElseThrow(() -> Refused.of(404, "there is no such mail"));
  }

  private void html(Context context) {
    context.header("Cache-Control", "no-store");
    try {
      var mail = mail(context);
      String html =
          (mail.mail().receiver().isEmpty()
                  ? parts.alerts().mailHtml().apply(mail.message())
                  : Optional.<String>empty())
              .orElseThrow(() -> Refused.of(404, "this mail has no HTML part; read its text"));
      context
          .header("Content-Security-Policy", SANDBOX)
          .header("X-Frame-Options", "SAMEORIGIN")
          .html(html);
    } catch (Refused refused) {
      JsonAnswer.refuse(context, refused);
    }
  }
}
