package dev.muster.e2e.soak;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints a result, as tables of Markdown. */
final class SoakReport {
  private final PrintStream out;
  private final SoakResult result;

  SoakReport(PrintStream out, SoakResult result) {
    this.out = out;
    this.result = result;
  }

  void print() {
    var plan = result.plan();
    line(
        "soak: %d clients x %d series each %d ms over TLS, %d s after %d s of warm-up",
        plan.clients(),
        LoadPage.SERIES,
        plan.interval().toMillis(),
        plan.length().minus(plan.warmUp()).toSeconds(),
        plan.warmUp().toSeconds());
    growths();
    counts();
    latencies();
    var broken = result.broken();
    broken.forEach(words -> line("soak: BROKEN %s", words));
    result.complaints().forEach(words -> line("soak: the server's log: %s", words));
    line("soak: %s", broken.isEmpty() ? "all promises held" : broken.size() + " promises broken");
  }

  private void growths() {
    line("%n| of the server | first sixth | last sixth | an hour | |");
    line("|---|---|---|---|---|");
    for (var grown : result.growths()) {
      var growth = grown.growth();
      line(
          "| %s | %.1f | %.1f | %+.1f | %s |",
          grown.what(), growth.first(), growth.last(), growth.anHour(), verdict(growth));
    }
  }

  private String verdict(Growth growth) {
    if (Double.isInfinite(growth.most())) {
      return "not judged";
    }
    if (!result.plan().isJudged()) {
      return "too short to judge";
    }
    return growth.isGrown() ? "GROWN" : "steady";
  }

  private void counts() {
    var server = result.server();
    double success = server.rise("muster_scraper_scrapes_total{result=\"success\"}");
    double failure = server.rise("muster_scraper_scrapes_total{result=\"failure\"}");
    double began = server.rise("muster_scraper_late_seconds_count");
    double late = began - server.rise("muster_scraper_late_seconds_bucket{le=\"0.1\"}");
    double left = server.rise("muster_scraper_skipped_total");
    double samples = server.rise("muster_scraper_samples_total");
    line("%n| counted | |");
    line("|---|---|");
    line("| scrapes after the warm-up, by the server | %.0f |", success + failure);
    line("| failed | %.0f (%.3f %%) |", failure, percent(failure, success + failure));
    line("| left out | %.0f (%.3f %%) |", left, percent(left, success + failure + left));
    line("| began more than 0.1 s late | %.0f (%.3f %%) |", late, percent(late, began));
    line("| samples appended after the warm-up | %.0f |", samples);
    line(
        "| CPU of all that, a million samples | %.2f s (%.2f cores; the rest of the test took %.2f)"
            + " |",
        1e6 * server.cpuSeconds() / samples,
        server.cpuSeconds() / server.seconds(),
        result.othersCores());
    var scrapes = result.scrapes();
    line(
        "| slots of all the time, by the archive | %d: %d scrapes, %d failed, %d of them too slow,"
            + " %d unexplained |",
        scrapes.slots(),
        scrapes.scrapes(),
        scrapes.failed(),
        scrapes.slow(),
        scrapes.unexplained());
    line("| pages served | %s |", result.served());
    line("| pages not in the archive, twice in it | %d, %d |", scrapes.lost(), scrapes.doubled());
    var events = result.events();
    line(
        "| records of event logs | %d: %d kept, %d lost, %d doubled |",
        events.told(), events.kept(), events.lost(), events.doubled());
    var mails = result.mails();
    line(
        "| beginnings and ends of alerts | %d: %d mails, %d lost, %d doubled, %d of nothing |",
        mails.due(), mails.told(), mails.lost(), mails.doubled(), mails.stray());
    line("| the fleet | %s |", result.churn());
    line("| the console | %s |", result.console());
  }

  private static double percent(double part, double whole) {
    return whole == 0 ? 0 : 100 * part / whole;
  }

  private void latencies() {
    line("%n| took | count | failed | p50, ms | p99, ms | longest, ms |");
    line("|---|---|---|---|---|---|");
    for (var latencies : List.of(result.queries(), result.told())) {
      for (var row : latencies.rows()) {
        line(
            "| %s | %d | %d | %.0f | %.0f | %.0f |",
            row.kind(), row.count(), row.failed(), row.p50(), row.p99(), row.longest());
      }
    }
    line("");
  }

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}
