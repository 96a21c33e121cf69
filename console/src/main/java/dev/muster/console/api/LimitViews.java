package dev.muster.console.api;

import dev.muster.fleet.Client;
import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;
import dev.muster.metrics.QueryException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a client stands towards its limits. */
final class LimitViews {
  private final Parts parts;

  LimitViews(Parts parts) {
    this.parts = parts;
  }

  /**
   * The limits, in the order of the fleet file.
   *
   * @param open the client's alerts that are pending or fire
   */
  List<LimitView> of(Client client, List<AlertView> open, Duration scrapeInterval) {
    return client.limits().stream()
        .map(limit -> view(client, limit, open, value(client, limit, scrapeInterval)))
        .toList();
  }

  private LimitView view(Client client, Limit limit, List<AlertView> open, @Nullable Double value) {
    var type = limit.type();
    var alert =
        open.stream()
            .filter(one -> one.source().equals("limit") && one.type().equals(type.xmlName()))
            .findFirst()
            .orElse(null);
    boolean measured = type.unit() != LimitType.Unit.NONE;
    return new LimitView(
        type.xmlName(),
        measured ? Figure.known(limit.threshold()) : null,
        AlertViews.unit(type.xmlName()),
        limit.hold().toMillis() / 1000.0,
        measured ? Figure.known(limit.clear()) : null,
        value,
        state(alert, value),
        alert == null ? null : alert.activeSince(),
        why(client, type));
  }

  private static String state(@Nullable AlertView alert, @Nullable Double value) {
    if (alert == null) {
      return value == null ? "unknown" : "ok";
    }
    if (alert.state().equals("pending")) {
      return "pending";
    }
    return alert.mutedBy().isEmpty() ? "firing" : "silenced";
  }

  private @Nullable Double value(Client client, Limit limit, Duration scrapeInterval) {
    String expression = ClientQuery.of(limit.type(), client.name(), scrapeInterval);
    try {
      var values =
          parts.readings().query().query(expression, parts.clock().millis()).stream()
              .mapToDouble(sample -> sample.value())
              .filter(Double::isFinite);
      var worst = limit.direction() == Limit.Direction.ABOVE ? values.max() : values.min();
      return worst.isPresent() ? worst.getAsDouble() : null;
    } catch (QueryException unanswered) {
      return null; // The lines of why say so.
    }
  }

  private List<Parts.Why> why(Client client, LimitType type) {
    try {
      return parts.alerts().explain().why(client.name(), type.xmlName(), parts.clock().millis());
    } catch (IllegalArgumentException gone) {
      return List.of(); // The fleet file was changed meanwhile.
    }
  }
}
