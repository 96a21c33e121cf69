package dev.muster.console.api;

import dev.muster.fleet.LabelCondition;
import dev.muster.fleet.Maintenance;
import dev.muster.fleet.Recurrence;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code GET /maintenance}: the windows of the fleet file in which alerts are not told. */
final class MaintenanceRoute {
  private final Parts parts;

  private record Answer(List<Window> windows) {}

  private record Window(
      String name,
      String when,
      List<String> matchers,
      String comment,
      boolean active,
      @Nullable Double until,
      @Nullable Double next) {}

  MaintenanceRoute(Parts parts) {
    this.parts = parts;
  }

  void addTo(RoutesConfig routes) {
    routes.get(MusterApi.ROOT + "/maintenance", Reply.with(this::answer));
  }

  private Object answer(Context context) {
    var now = parts.clock().instant();
    return new Answer(
        parts.fleet().get().alerting().maintenances().stream()
            .map(window -> window(window, now))
            .toList());
  }

  private static Window window(Maintenance maintenance, Instant now) {
    var active = maintenance.when().at(now);
    return new Window(
        maintenance.name(),
        maintenance.when().describe(),
        maintenance.conditions().stream().map(MaintenanceRoute::matcher).toList(),
        maintenance.comment(),
        active.isPresent(),
        active.map(Recurrence.Window::end).map(MaintenanceRoute::seconds).orElse(null),
        maintenance
            .when()
            .after(now)
            .map(Recurrence.Window::start)
            .map(MaintenanceRoute::seconds)
            .orElse(null));
  }

  private static String matcher(LabelCondition condition) {
    return condition.label()
        + condition.comparison().symbol()
        + ClientQuery.quoted(condition.value());
  }

  private static Double seconds(Instant time) {
    return Figure.seconds(time.toEpochMilli());
  }
}
