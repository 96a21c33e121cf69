package dev.muster.fleet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A fleet as a person reads it: a table of the clients and what holds for each, the settings, and
 * the warnings. No password is in it.
 *
 * <pre>
 * CLIENT   GROUP  ADDRESS   EXPORTER                        MAIL             LIMITS
 * lab2-01  lab-2  10.1.2.1  https://10.1.2.1:10100/metrics  lab@example.org  memory > 50%
 *                                                                            offline for 3m
 *
 * scrape   every 15s, timeout 10s, pages up to 10MB and 50000 samples
 * archive  keeps 400d
 * mail     by mail.example.org:587 (starttls) from muster@example.org, logged in as muster
 * </pre>
 */
public final class FleetTable {
  private static final String GAP = "  ";
  private static final List<String> HEAD =
      List.of("CLIENT", "GROUP", "ADDRESS", "EXPORTER", "MAIL", "LIMITS");

  private FleetTable() {}

  /** The table as lines, each ended by a line feed. */
  public static String of(Fleet fleet) {
    var rows = new ArrayList<List<List<String>>>();
    rows.add(HEAD.stream().map(List::of).toList());
    fleet.clients().forEach(client -> rows.add(row(client)));
    var text = new StringBuilder();
    var widths = widths(rows);
    rows.forEach(row -> print(row, widths, text));
    text.append("\nscrape   ").append(scrape(fleet.scrape()));
    text.append("\narchive  ").append(archive(fleet.archive()));
    var store = fleet.archive().store();
    if (store != null) {
      text.append("\nsamples  in ").append(store.shown());
      text.append(", written to ").append(store.receiver(Map.of()).shown());
    }
    text.append("\nmail     ").append(mail(fleet)).append('\n');
    if (!fleet.global().equals(GlobalSettings.DEFAULT)) {
      text.append("global   ").append(global(fleet.global())).append('\n');
    }
    for (var source : fleet.rules()) {
      text.append("rules    of ").append(source.pattern()).append('\n');
    }
    fleet.remoteWrites().forEach(to -> text.append("sends    ").append(sends(to)).append('\n'));
    AlertingTable.lines(fleet.alerting()).forEach(line -> text.append(line).append('\n'));
    if (!fleet.warnings().isEmpty()) {
      text.append('\n');
      fleet.warnings().forEach(w -> text.append("warning: ").append(w).append('\n'));
    }
    return text.toString();
  }

  /** The cells of a client, each of one or more lines. */
  private static List<List<String>> row(Client client) {
    var limits = new ArrayList<>(client.limits().stream().map(Limit::describe).toList());
    limits.addAll(AlertingTable.limits(client.alerting()));
    return List.of(
        List.of(client.name()),
        List.of(client.group().isEmpty() ? "-" : client.group()),
        List.of(client.ip()),
        exporter(client),
        mail(client),
        limits.isEmpty() ? List.of("-") : limits);
  }

  private static List<String> mail(Client client) {
    var told = new ArrayList<>(client.mail());
    told.addAll(AlertingTable.told(client.alerting()));
    return told.isEmpty() ? List.of("-") : told;
  }

  private static List<String> exporter(Client client) {
    var exporter = client.exporter();
    var lines = new ArrayList<String>();
    lines.add((exporter.https() ? "https://" : "http://") + client.instance() + exporter.path());
    switch (exporter.via()) {
      case DIRECT -> {}
      case SSH -> lines.add("through SSH as " + client.ssh().username());
      case SSH_ONCE -> lines.set(0, "run each time over SSH as " + client.ssh().username());
    }
    if (!exporter.username().isEmpty()) {
      lines.add("logged in as " + exporter.username());
    }
    if (exporter.token() != null) {
      lines.add("with a token");
    }
    if (!exporter.verified()) {
      lines.add("any certificate");
    }
    if (exporter.caFile() != null) {
      lines.add("authorities of " + Path.of(exporter.caFile()).getFileName());
    }
    lines.addAll(page(client.page()));
    if (exporter.certificateSha256() != null) {
      lines.add("certificate " + exporter.certificateSha256().substring(0, 16) + "...");
    }
    return lines;
  }

  private static List<String> page(PageRules page) {
    var lines = new ArrayList<String>();
    if (!page.keep().isEmpty()) {
      lines.add("keeps " + page.keep());
    }
    if (!page.drop().isEmpty()) {
      lines.add("drops " + page.drop());
    }
    if (page.honorLabels()) {
      lines.add("its labels win");
    }
    if (!page.honorTimestamps()) {
      lines.add("its times do not count");
    }
    var limits = page.limits();
    if (limits.bodyBytes() > 0) {
      lines.add("up to " + ByteSize.of(limits.bodyBytes()));
    }
    if (limits.samples() > 0) {
      lines.add("up to " + limits.samples() + " samples");
    }
    if (limits.newSeries() > 0) {
      lines.add("up to " + limits.newSeries() + " new series");
    }
    return lines;
  }

  private static String scrape(ScrapeSettings scrape) {
    var limits = scrape.limits();
    String text =
        "every %s, timeout %s, pages up to %s and %d samples"
            .formatted(
                DurationText.of(scrape.interval()),
                DurationText.of(scrape.timeout()),
                ByteSize.of(limits.bodyBytes()),
                limits.samples());
    return limits.newSeries() == PageLimits.DEFAULT.newSeries()
        ? text
        : text + ", " + limits.newSeries() + " new series";
  }

  private static String archive(ArchiveSettings archive) {
    String text = "keeps " + DurationText.of(archive.retention());
    return archive.retentionBytes() == 0
        ? text
        : text + ", up to " + ByteSize.of(archive.retentionBytes());
  }

  private static String global(GlobalSettings global) {
    var text = new StringBuilder("rules every ");
    text.append(DurationText.of(global.evaluationInterval()));
    global
        .labels()
        .forEach((name, value) -> text.append(", ").append(name).append('=').append(value));
    return text.toString();
  }

  private static String sends(RemoteWrite to) {
    var text = new StringBuilder("to " + to.name() + ": " + to.shown());
    text.append(to.username().isEmpty() ? "" : ", logged in as " + to.username());
    text.append(to.token() == null ? "" : ", with a token");
    text.append(to.caFile() == null ? "" : ", authorities of " + to.caFile().getFileName());
    for (var filter : to.filters()) {
      String label = filter.label().equals("__name__") ? "" : filter.label() + " ";
      text.append(filter.keep().isEmpty() ? "" : ", keeps " + label + filter.keep());
      text.append(filter.drop().isEmpty() ? "" : ", drops " + label + filter.drop());
    }
    to.labels().forEach((name, value) -> text.append(", ").append(name).append('=').append(value));
    text.append(", up to ").append(to.batch()).append(" samples a request");
    text.append(to.rate() == 0 ? "" : " and " + to.rate() + " a second");
    return text.append(to.second() ? ", by remote write 2.0" : "").toString();
  }

  private static String mail(Fleet fleet) {
    var smtp = fleet.smtp();
    if (smtp == null) {
      return "kept as files: no <smtp>";
    }
    String host = smtp.host().indexOf(':') >= 0 ? "[" + smtp.host() + "]" : smtp.host();
    String security =
        switch (smtp.security()) {
          case PLAIN -> "plain";
          case STARTTLS -> "starttls";
          case TLS -> "tls";
        };
    String login = smtp.username().isEmpty() ? "" : ", logged in as " + smtp.username();
    return "by " + host + ":" + smtp.port() + " (" + security + ") from " + smtp.from() + login;
  }

  private static int[] widths(List<List<List<String>>> rows) {
    var widths = new int[HEAD.size()];
    for (var row : rows) {
      for (int column = 0; column < widths.length; column++) {
        for (String line : row.get(column)) {
          widths[column] = Math.max(widths[column], width(line));
        }
      }
    }
    return widths;
  }

  private static void print(List<List<String>> row, int[] widths, StringBuilder text) {
    int lines = row.stream().mapToInt(List::size).max().orElse(0);
    for (int line = 0; line < lines; line++) {
      var printed = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        var cell = row.get(column);
        String shown = line < cell.size() ? cell.get(line) : "";
        printed.append(shown).append(" ".repeat(widths[column] - width(shown))).append(GAP);
      }
      text.append(printed.toString().stripTrailing()).append('\n');
    }
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
