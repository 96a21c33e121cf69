package dev.muster.e2e.soak;

import dev.muster.e2e.MusterProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The real server under the load of a fleet, for long: {@value LoadPage#SERIES} series of each
 * client over TLS, clients that restart, go away and come back, series that come and go, a fleet
 * file that changes, questions, open pages and alerts, all at once. Afterwards everything is
 * counted: scrapes, records of event logs, mails, and what the server takes at the begin and at the
 * end.
 *
 * <p>Arguments: minutes, a sixth of which is warm-up (10 at most), and how many clients (usual:
 * 300, each scraped every 5 s). Ends with 1 where something was lost, doubled, failed without
 * cause, or grew. Linux alone.
 */
public final class LoadSoak {
  private static final int CLIENTS = 300;
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration LAST_EVENTS = Duration.ofMinutes(2);
  private static final Duration SHORTEST_SETTLING = Duration.ofSeconds(5);
  private static final int MOST_COMPLAINTS = 10;

  private final SoakPlan plan;
  private final Path folder;
  private final PrintStream out;
  private final Latencies told = new Latencies();
  private final Latencies queries = new Latencies();
  private final AlertLedger ledger = new AlertLedger(told);
  private final Absences absences;

  LoadSoak(SoakPlan plan, Path folder, PrintStream out) {
    this.plan = plan;
    this.folder = folder;
    this.out = out;
    this.absences = new Absences(plan.intervals(2).toMillis());
  }

  public static void main(String[] arguments) throws Exception {
    int minutes = Integer.parseInt(arguments[0]);
    int clients = arguments.length > 1 ? Integer.parseInt(arguments[1]) : CLIENTS;
    var plan = new SoakPlan(clients, INTERVAL, Duration.ofMinutes(minutes));
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var target = Files.createDirectories(Path.of("target"));
    var folder = Files.createTempDirectory(target, "load-").toAbsolutePath();
    var result = new LoadSoak(plan, folder, out).run();
    new SoakReport(out, result).print();
    out.println("soak: the server's log and archive are in " + folder);
    System.exit(result.broken().isEmpty() ? 0 : 1);
  }

  SoakResult run() throws IOException, InterruptedException {
    var data = folder.resolve("data");
    try (var load = LoadProcess.start(data.resolve("ca"), folder.resolve("clients.log"), plan);
        var mails = new SoakMails(ledger)) {
      var file = folder.resolve("fleet.xml");
      var fleet = new SoakFleet(plan, file, load.address(), mails.port());
      fleet.write(0);
      try (var server = MusterProcess.asInstalled(data, file);
          var api = new SoakApi(server)) {
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        return run(server, api, load, fleet, mails);
      }
    }
  }

  private SoakResult run(
      MusterProcess server, SoakApi api, LoadProcess load, SoakFleet fleet, SoakMails mails)
      throws IOException, InterruptedException {
    server.await(START, "scrape of all", () -> api.sum("up{job=\"node\"}") == plan.clients());
    say("%d clients are scraped".formatted(plan.clients()));
    long from = System.currentTimeMillis();
    var watch = new ServerWatch(server, api);
    var churn = new Churn(plan, load, fleet, ledger, absences);
    double cores;
    String looked;
    try (var _ = new QueryLoad(api, queries);
        var console = new ConsoleLoad(api, server, plan, queries);
        churn) {
      churn.start();
      cores = watch(watch, load, mails, churn);
      looked = console.counts();
    }
    long to = System.currentTimeMillis();
    long events = load.endEvents();
    say("the load ended; counting");
    settle(server, api, events);
    var check = new ScrapeCheck(plan, absences, Downs.of(server.output()));
    var scrapes = check.look(api, from, to);
    ledger.excuse(check.slowClients());
    return new SoakResult(
        plan,
        watch,
        scrapes,
        check.words(),
        EventCheck.look(api, events),
        ledger.balance(),
        ledger.differences(),
        told,
        queries,
        churn.reloadsNotTaken(),
        churn.counts(),
        looked,
        load.counts(),
        cores,
        complaints(server),
        end(server));
  }

  /** Ends it as a service manager does; what is wrong with that, "" for nothing. */
  private static String end(MusterProcess server) throws IOException, InterruptedException {
    try {
      var _ = server.terminate();
      return "";
    } catch (AssertionError e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Looks now and then, until the time is over; what the others took of the machine. */
  private double watch(ServerWatch watch, LoadProcess load, SoakMails mails, Churn churn)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    long warm = start + plan.warmUp().toNanos();
    long end = start + plan.length().toNanos();
    long minute = start;
    double others = 0;
    boolean begun = false;
    while (System.nanoTime() < end) {
      boolean begins = !begun && System.nanoTime() >= warm;
      watch.look(begins);
      if (begins) {
        begun = true;
        queries.begin();
        others = othersSeconds(load);
      }
      if (System.nanoTime() >= minute) {
        minute += TimeUnit.MINUTES.toNanos(1);
        progress(watch, churn, Duration.ofNanos(System.nanoTime() - start));
        mails.forget();
      }
      TimeUnit.NANOSECONDS.sleep(plan.intervals(2).toNanos());
    }
    watch.look(false);
    return (othersSeconds(load) - others) / watch.seconds();
  }

  private static double othersSeconds(LoadProcess load) throws IOException {
    return Figures.of(load.pid()).cpuSeconds()
        + Figures.of(ProcessHandle.current().pid()).cpuSeconds();
  }

  private void progress(ServerWatch watch, Churn churn, Duration passed) {
    var now = watch.now();
    say(
        "%d min: own=%.0fMB files=%.0fMB threads=%d descriptors=%d cores=%.2f failed=%.0f left=%.0f queries=%d refused=%d mails=%d/%d %s"
            .formatted(
                passed.toMinutes(),
                now.ownBytes() / 1e6,
                now.fileBytes() / 1e6,
                now.threads(),
                now.descriptors(),
                watch.lastShare(),
                watch.rise("muster_scraper_scrapes_total{result=\"failure\"}"),
                watch.rise("muster_scraper_skipped_total"),
                queries.count(),
                queries.failures(),
                ledger.balance().told(),
                ledger.balance().due(),
                churn.counts()));
  }

  /** Until what was told is in the archive. */
  private void settle(MusterProcess server, SoakApi api, long events)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + LAST_EVENTS.toNanos();
    var least = plan.intervals(6);
    var time = least.compareTo(SHORTEST_SETTLING) > 0 ? least : SHORTEST_SETTLING;
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
    while (api.metrics().getOrDefault("muster_scraper_events_total", 0.0) < events
        && System.nanoTime() < end) {
      TimeUnit.SECONDS.sleep(1);
    }
    if (server.output().contains("OutOfMemoryError")) {
      throw new IOException("the server was out of memory:\n" + server.output());
    }
  }

  private static List<String> complaints(MusterProcess server) throws IOException {
    return server
        .output()
        .lines()
        .filter(line -> line.contains("WARN") || line.contains("ERROR"))
        .filter(line -> !line.contains("client is down") && !line.contains("events are not"))
        .limit(MOST_COMPLAINTS)
        .toList();
  }

  private void say(String words) {
    out.printf(Locale.ROOT, "soak: %s%n", words);
  }
}
