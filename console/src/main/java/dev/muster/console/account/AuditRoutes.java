package dev.muster.console.account;

import dev.muster.archive.account.AuditEntry;
import dev.muster.archive.account.AuditStore;
import dev.muster.archive.account.StoredSession;
import dev.muster.server.JsonAnswer;
import dev.muster.server.Refused;
import dev.muster.server.WebServer;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/muster/v1/audit}, who changed what, newest first; and {@code /sessions}, who is
 * logged in: for administrators.
 */
public final class AuditRoutes {
  private static final String PATH = "/api/muster/v1/";
  private static final int USUAL = 100;
  private static final int MOST = 1_000;
  private static final int SHOWN = 16;
  private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");

  private final Accounts accounts;

  public AuditRoutes(Accounts accounts) {
    this.accounts = accounts;
  }

  public void addTo(RoutesConfig routes) {
    routes.get(PATH + "audit", AccountJson.handler(this::audit));
    routes.get(PATH + "sessions", AccountJson.handler(this::sessions));
    routes.delete(PATH + "sessions/{id}", AccountJson.handler(this::end));
  }

  private void audit(Context context) {
    int limit = (int) number(context, "limit", 1, MOST, USUAL);
    var filter =
        new AuditStore.Filter(
            millis(context, "from", Long.MIN_VALUE),
            millis(context, "to", Long.MAX_VALUE),
            Optional.ofNullable(context.queryParam("user")).orElse(""),
            (long) number(context, "cursor", 0, 1e15, 1e15),
            limit);
    var entries = accounts.store().audit().list(filter);
    JsonAnswer.success(
        context,
        JsonAnswer.ordered(
            "entries",
            entries.stream().map(AuditRoutes::json).toList(),
            "next",
            entries.size() < limit ? null : Long.toString(entries.getLast().id())));
  }

  private static Map<String, @Nullable Object> json(AuditEntry entry) {
    return JsonAnswer.ordered(
        "id",
        entry.id(),
        "time",
        JsonAnswer.seconds(entry.time()),
        "user",
        entry.user(),
        "address",
        entry.address(),
        "what",
        entry.what(),
        "detail",
        entry.detail(),
        "failed",
        entry.failed());
  }

  private static long millis(Context context, String name, long otherwise) {
    double seconds = number(context, name, -1e11, 1e11, Double.NaN);
    return Double.isNaN(seconds) ? otherwise : Math.round(seconds * 1000);
  }

  private static double number(
      Context context, String name, double least, double most, double otherwise) {
    var text = context.queryParam(name);
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    try {
      double number = Double.parseDouble(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw Refused.of(400, "%s is no number from %.0f to %.0f".formatted(name, least, most));
  }

  private void sessions(Context context) {
    var all = accounts.store().sessions().all(MOST).stream().map(session -> json(context, session));
    JsonAnswer.success(context, JsonAnswer.ordered("sessions", all.toList()));
  }

  private static Map<String, @Nullable Object> json(Context context, StoredSession session) {
    return JsonAnswer.ordered(
        "id",
        session.hash().substring(0, SHOWN),
        "user",
        session.user(),
        "address",
        session.address(),
        "agent",
        session.agent(),
        "begun",
        JsonAnswer.seconds(session.begun()),
        "used",
        JsonAnswer.seconds(session.used()),
        "ends",
        JsonAnswer.seconds(session.ends()),
        "current",
        SessionRoutes.isOf(context, session.hash()));
  }

  private void end(Context context) {
    var id = context.pathParam("id");
    var user =
        ID.matcher(id).matches()
            ? accounts.store().sessions().endByStart(id)
            : Optional.<String>empty();
    WebServer.audit(
        context,
        "session of " + user.orElseThrow(() -> Refused.of(404, "there is no such session")));
    context.status(204);
  }
}
