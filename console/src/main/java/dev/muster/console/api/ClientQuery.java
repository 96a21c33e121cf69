package dev.muster.console.api;

import dev.muster.fleet.LimitType;
import java.time.Duration;

/** The PromQL of a limit's value, of one client alone. */
final class ClientQuery {
  private static final String NODES = "{job=\"node\"";

  private ClientQuery() {}

  static String of(LimitType type, String client, Duration scrapeInterval) {
    return type.expression(scrapeInterval).replace(NODES, NODES + ",client=" + quoted(client));
  }

  /** A text as PromQL has it. */
  static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r")
        + '"';
  }
}
