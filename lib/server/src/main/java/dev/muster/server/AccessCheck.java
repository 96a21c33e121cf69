package dev.muster.server;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds each request to the {@link AccessTable}, by the route that was found for it, whatever way
 * its path was spelled; and tells of what was changed.
 */
final class AccessCheck {
  private static final Logger LOG = LoggerFactory.getLogger(AccessCheck.class);
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  private static final int MOST_CHARS = 200;
  private static final String DEED = "dev.muster.server.deed";
  private static final String DETAIL = "dev.muster.server.detail";
  private static final Answer LOG_IN = new Answer(401, "unauthorized", "Log in first.");
  private static final Answer NO_CSRF =
      new Answer(
          403, "forbidden", "The header X-CSRF-Token is missing or wrong; load the page anew.");
  private static final Answer SOME_GROUPS =
      new Answer(403, "forbidden", "This shows all groups of clients, and you see some of them.");

  private final AccessTable table;
  private final Consumer<Deed> deeds;

  AccessCheck(AccessTable table, Consumer<Deed> deeds) {
    this.table = table;
    this.deeds = deeds;
  }

  /** Before the route's handler. */
  void before(Context context) {
    var row = row(context);
    if (row.isOpen()) {
      noteDeed(context, row);
      return;
    }
    var in = WebServer.in(context).orElseThrow(() -> new AccessRefused(LOG_IN));
    if (!row.admits(in.principal().role())) {
      throw new AccessRefused(role(row));
    }
    if (row.isWhole() && !in.principal().seesAll()) {
      throw new AccessRefused(SOME_GROUPS);
    }
    if (!in.csrf().isEmpty()
        && !READING.contains(context.method().name())
        && !isSame(in.csrf(), shown(context))) {
      throw new AccessRefused(NO_CSRF);
    }
    noteDeed(context, row);
  }

  /**
   * HEAD, which has no handler of its own and is answered without a body, takes any log-in, or none
   * where its path is open.
   */
  private AccessTable.Row row(Context context) {
    var endpoint = context.endpoints().matchedHttpEndpoint();
    if (endpoint != null) {
      return table.of(endpoint.method.name(), endpoint.path);
    }
    if (!context.method().name().equals("HEAD")) {
      return table.of("", "");
    }
    return table.isOpen("HEAD", context.req().getRequestURI())
        ? AccessTable.NO_LOG_IN
        : AccessTable.ANY_LOG_IN;
  }

  private static Answer role(AccessTable.Row row) {
    var least = row.least() == null ? Role.ADMIN : row.least();
    return new Answer(403, "forbidden", "This takes the role " + least.word() + ".");
  }

  /** A form has no headers of its own; what it sends besides comes from our page alone. */
  private static String shown(Context context) {
    var header = context.header("X-CSRF-Token");
    if (header != null) {
      return header;
    }
    var form = context.isFormUrlencoded() ? context.formParam("csrf") : null;
    return form == null ? "" : form;
  }

  private static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static void noteDeed(Context context, AccessTable.Row row) {
    if (row.isDeed()) {
      context.attribute(DEED, true);
    }
  }

  /** Says more about what the request changed. */
  static void detail(Context context, String user, String detail) {
    context.attribute(DETAIL, new Deed(user, "", "", detail));
  }

  /** After the handler. */
  void after(Context context) {
    if (context.attribute(DEED) == null || context.statusCode() >= 400) {
      return;
    }
    @Nullable Deed more = context.attribute(DETAIL);
    try {
      deeds.accept(
          new Deed(
              more == null ? WebServer.user(context).orElse("") : more.user(),
              context.ip(),
              line(context.method().name() + " " + context.path()),
              more == null ? "" : line(more.detail())));
    } catch (RuntimeException failed) {
      LOG.error(
          "msg=\"a change is not in the audit log\" method={} path={}",
          context.method(),
          context.path(),
          failed);
    }
  }

  private static String line(String text) {
    var shown = text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) + "…" : text;
    return shown.replaceAll("\\p{Cntrl}", " ");
  }
}
