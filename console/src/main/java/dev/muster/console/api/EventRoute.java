package dev.muster.console.api;

import dev.muster.archive.Records;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code GET /events}: what the clients' event logs say, newest first. */
final class EventRoute {
  private final Parts parts;

  private record Page(List<EventView> events, @Nullable String next) {}

  EventRoute(Parts parts) {
    this.parts = parts;
  }

  void addTo(RoutesConfig routes) {
    routes.get(MusterApi.ROOT + "/events", Reply.with(this::list));
  }

  private Object list(Context context) {
    var seen = Seen.by(context, parts);
    var found =
        parts
            .readings()
            .records()
            .events(
                new Records.EventQuery(
                    seen.asked(context),
                    Parameters.words(context, "log"),
                    Parameters.words(context, "level"),
                    Parameters.text(context, "text"),
                    Parameters.time(context, "from", Long.MIN_VALUE),
                    Parameters.time(context, "to", Long.MAX_VALUE),
                    Parameters.cursor(context),
                    Parameters.limit(context)));
    Long next = found.next();
    return new Page(
        found.events().stream().map(EventView::of).toList(),
        next == null ? null : Long.toString(next));
  }
}
