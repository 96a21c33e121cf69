package dev.muster.console;

import dev.muster.archive.FleetStatus;
import io.javalin.config.RoutesConfig;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Objects;
import java.util.function.Supplier;

/** The web page: what the fleet looks like now. */
public final class Console {
  private final FleetPage fleet;
  private final MailPage mail;
  private final String style = resource("style.css");

  /**
   * The pages.
   *
   * @param trouble one sentence about the server itself, for the head of the page; "" for none
   */
  public Console(FleetStatus status, Supplier<String> trouble, InstantSource clock, ZoneId zone) {
    this.fleet = new FleetPage(status, trouble, clock, zone);
    this.mail = new MailPage(status);
  }

  /** Adds {@code /}, {@code /mails/ID} and the style sheet. */
  public void addTo(RoutesConfig routes) {
    routes.get("/", context -> context.html(fleet.render()));
    routes.get(
        "/mails/{id}",
        context ->
            context.html(
                mail.render(context.pathParam("id"))
                    .orElseThrow(() -> new NotFoundResponse("there is no such mail"))));
    routes.get(
        "/style.css",
        context ->
            context.contentType("text/css").header("Cache-Control", "max-age=300").result(style));
  }

  private static String resource(String name) {
    try (var stream = Objects.requireNonNull(Console.class.getResourceAsStream(name), name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
