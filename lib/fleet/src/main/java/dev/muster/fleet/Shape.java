package dev.muster.fleet;

import java.util.List;
import java.util.stream.Stream;

/**
 * What one element of a fleet file is made of: one line of the table {@link #ALL}, the same for the
 * reader, the schema and the documentation.
 *
 * @param required attributes it must have
 * @param optional attributes it may have
 * @param once children it may have one of
 * @param many children it may have several of
 */
record Shape(
    String name,
    List<String> required,
    List<String> optional,
    List<String> once,
    List<String> many) {
  /** What a client has and a group or the defaults may set for their clients. */
  private static final List<String> INHERITED =
      List.of(
          "mail",
          "parent",
          "expect",
          "escalate-after",
          "escalate-to",
          "notify",
          "port",
          "username",
          "password",
          "password-file",
          "password-env",
          "key-file",
          "via",
          "exporter-port",
          "exporter-scheme",
          "exporter-path",
          "exporter-username",
          "exporter-password",
          "exporter-password-file",
          "exporter-password-env",
          "exporter-token",
          "exporter-token-file",
          "exporter-token-env",
          "exporter-certificate",
          "exporter-ca-file",
          "exporter-verify");

  private static final List<String> PAGE_LIMITS =
      List.of(
          "body-limit",
          "sample-limit",
          "new-series-limit",
          "label-limit",
          "label-name-limit",
          "label-value-limit");
  private static final List<String> ONCE = List.of("events", "metrics");

  static final Shape FLEET =
      new Shape(
          "fleet",
          List.of(),
          List.of(),
          List.of("smtp", "scrape", "archive", "global", "alerting", "defaults"),
          List.of("rules", "group", "client", "remote-write"));
  static final Shape CLIENT =
      new Shape("client", List.of("ip"), and(INHERITED, "name"), ONCE, List.of("alert"));

  static final List<Shape> ALL =
      List.of(
          FLEET,
          new Shape(
              "smtp",
              List.of("host", "from"),
              List.of(
                  "port",
                  "username",
                  "password",
                  "password-file",
                  "password-env",
                  "security",
                  "ca-file"),
              List.of(),
              List.of()),
          leaf("scrape", List.of(), and(PAGE_LIMITS, "interval", "timeout", "extra-metrics")),
          leaf(
              "archive",
              List.of(),
              List.of(
                  "retention",
                  "retention-5m",
                  "retention-1h",
                  "retention-size",
                  "queue-size",
                  "query",
                  "write",
                  "username",
                  "password",
                  "password-file",
                  "password-env",
                  "token",
                  "token-file",
                  "token-env",
                  "ca-file")),
          new Shape(
              "remote-write",
              List.of("url"),
              List.of(
                  "name",
                  "username",
                  "password",
                  "password-file",
                  "password-env",
                  "token",
                  "token-file",
                  "token-env",
                  "ca-file",
                  "batch",
                  "rate",
                  "protocol"),
              List.of(),
              List.of("filter", "label")),
          leaf("filter", List.of(), List.of("label", "keep", "drop")),
          leaf("label", List.of("name", "value"), List.of()),
          new Shape(
              "global", List.of(), List.of("evaluation-interval"), List.of(), List.of("label")),
          leaf("rules", List.of("file"), List.of()),
          new Shape(
              "alerting",
              List.of(),
              List.of(
                  "zone",
                  "group-by",
                  "group-wait",
                  "offline-wait",
                  "group-interval",
                  "repeat-interval",
                  "resolve-delay",
                  "gather-from",
                  "mails-per-address",
                  "flap-changes",
                  "flap-window",
                  "templates",
                  "page"),
              List.of(),
              List.of("inhibit", "maintenance", "receiver", "digest")),
          leaf("inhibit", List.of("source", "target"), List.of("equal")),
          leaf(
              "maintenance",
              List.of("name"),
              List.of(
                  "cron", "for", "from", "to", "zone", "client", "group", "type", "match",
                  "comment")),
          leaf(
              "receiver",
              List.of("name", "kind", "url"),
              List.of(
                  "username",
                  "password",
                  "password-file",
                  "password-env",
                  "token",
                  "token-file",
                  "token-env",
                  "ca-file",
                  "template",
                  "resolved")),
          leaf("digest", List.of(), List.of("every", "at", "day", "zone", "group", "mail")),
          new Shape("defaults", List.of(), INHERITED, ONCE, List.of("alert")),
          new Shape("group", List.of("name"), INHERITED, ONCE, List.of("alert", "client")),
          CLIENT,
          leaf("alert", List.of("type"), List.of("limit", "when", "for", "clear")),
          leaf("events", List.of("mail"), List.of("every", "level")),
          leaf(
              "metrics",
              List.of(),
              and(PAGE_LIMITS, "keep", "drop", "honor-labels", "honor-timestamps")));

  List<String> attributes() {
    return Stream.concat(required.stream(), optional.stream()).toList();
  }

  List<String> children() {
    return Stream.concat(once.stream(), many.stream()).toList();
  }

  static Shape of(String name) {
    return ALL.stream().filter(shape -> shape.name.equals(name)).findFirst().orElseThrow();
  }

  private static Shape leaf(String name, List<String> required, List<String> optional) {
    return new Shape(name, required, optional, List.of(), List.of());
  }

  private static List<String> and(List<String> some, String... more) {
    return Stream.concat(Stream.of(more), some.stream()).toList();
  }
}
