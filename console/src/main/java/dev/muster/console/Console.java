package dev.muster.console;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The page at {@code /}: a frame that asks for the log-in and gets all it shows from the APIs. The
 * page, its scripts and styles hold nothing of the fleet, so that they need no log-in.
 *
 * <p>Which view is shown stands behind the {@code #} of the address, which no server, log or
 * referrer sees: links with a secret in them (invitations, new passwords) lead there.
 */
public final class Console {
  private static final String IMMUTABLE = "public, max-age=31536000, immutable";
  private static final String NUMBER = "[0-9]{1,18}";

  private final Assets assets = Assets.load();

  /**
   * Adds {@code /}, {@code /assets/VERSION/…}, and {@code /alerts/ID}, {@code /mails/ID} and {@code
   * /graph?g0.expr=…}, the addresses that alerts have, which lead to their views.
   */
  public void addTo(RoutesConfig routes) {
    routes.get("/", this::page);
    routes.get("/assets/{version}/<name>", this::asset);
    routes.get("/alerts/{id}", context -> lead(context, "alerts"));
    routes.get("/mails/{id}", context -> lead(context, "mails"));
    routes.get("/graph", Console::explore);
  }

  private void page(Context context) {
    context.header("Cache-Control", "no-cache").html(assets.index());
  }

  private void asset(Context context) {
    var asset =
        assets
            .find(context.pathParam("version"), context.pathParam("name"))
            .orElseThrow(NotFoundResponse::new);
    context
        .header("Cache-Control", IMMUTABLE)
        .contentType(asset.contentType())
        .result(asset.open());
  }

  /** The address of Prometheus's own page, which alerts of rules name. */
  private static void explore(Context context) {
    var query = Optional.ofNullable(context.queryParam("g0.expr")).orElse("");
    context
        .status(303)
        .header("Location", "./#/explore?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
  }

  private static void lead(Context context, String view) {
    String id = context.pathParam("id");
    if (!id.matches(NUMBER)) {
      throw new NotFoundResponse();
    }
    context.status(303).header("Location", "../#/" + view + "/" + id);
  }
}
