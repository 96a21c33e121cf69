package dev.muster.console;

import dev.muster.archive.AlertRecord;
import dev.muster.fleet.LimitType;

/** An alert's limit and value in the unit of its type. */
final class AlertWords {
  private AlertWords() {}

  /** Type and threshold, such as {@code memory 50.0%}; an alert of a rule has its name alone. */
  static String limit(AlertRecord alert) {
    return unit(alert) == LimitType.Unit.NONE || Double.isNaN(alert.limit())
        ? alert.type()
        : alert.type() + " " + unit(alert).format(alert.limit());
  }

  static String value(AlertRecord alert) {
    return unit(alert) == LimitType.Unit.NONE || Double.isNaN(alert.value())
        ? ""
        : unit(alert).format(alert.value());
  }

  private static LimitType.Unit unit(AlertRecord alert) {
    return LimitType.named(alert.type()).map(LimitType::unit).orElse(LimitType.Unit.NUMBER);
  }
}
