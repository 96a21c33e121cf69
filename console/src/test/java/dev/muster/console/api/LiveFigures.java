package dev.muster.console.api;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Prints how much of a core live streams take: 300 clients scraped every 15 s, a minute each
 * without a listener, with one and with 20, who are processes of their own (curl). Not a test: run
 * by hand, with a folder that is made.
 */
final class LiveFigures {
  private static final int CLIENTS = 300;
  private static final long BETWEEN = Duration.ofSeconds(15).toNanos() / CLIENTS;

  private final Stage stage;
  private int scrapes;

  private LiveFigures(Stage stage) {
    this.stage = stage;
  }

  public static void main(String[] arguments) throws Exception {
    var folder = Files.createDirectories(Path.of(arguments[0]));
    var fleet = new StringBuilder("<fleet><group name=\"lab\">");
    for (int i = 0; i < CLIENTS; i++) {
      fleet.append("<client name=\"pc%d\" ip=\"10.0.%d.%d\"/>".formatted(i, i / 200, i % 200 + 1));
    }
    String text = fleet.append("</group></fleet>").toString();
    var clock = InstantSource.system();
    try (var stage = new Stage(folder, text, clock, Duration.ofSeconds(15))) {
      var figures = new LiveFigures(stage);
      figures.minute("warming up", 30);
      for (int listeners : new int[] {0, 1, 20, 0, 20}) {
        var processes = figures.listen(listeners);
        figures.minute(listeners + " listeners", 60);
        processes.forEach(Process::destroy);
        while (stage.api.live().listeners() > 0) {
          figures.scrape(System.nanoTime() + BETWEEN);
        }
      }
    }
  }

  /** Open pages of two users, ten each. */
  private List<Process> listen(int count) throws Exception {
    var processes = new ArrayList<Process>();
    for (int i = 0; i < count; i++) {
      String user = i < 10 ? "admin" : "viewer";
      var url = "https://127.0.0.1:" + stage.server.port() + "/api/muster/v1/live";
      var log =
          Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
      processes.add(
          new ProcessBuilder("curl", "-skN", "-H", "Authorization: Basic " + log, url)
              .redirectOutput(new File("/dev/null"))
              .start());
    }
    while (stage.api.live().listeners() < count) {
      scrape(System.nanoTime() + BETWEEN);
    }
    return processes;
  }

  private void minute(String what, int seconds) throws Exception {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long start = System.nanoTime();
    long cpu = system.getProcessCpuTime();
    long next = start;
    while (System.nanoTime() - start < seconds * 1_000_000_000L) {
      next += BETWEEN;
      scrape(next);
    }
    double share = (system.getProcessCpuTime() - cpu) / (double) (System.nanoTime() - start);
    System.out.printf(Locale.ROOT, "%-14s %.2f %% of a core%n", what, 100 * share);
  }

  private void scrape(long at) throws InterruptedException {
    long left = at - System.nanoTime();
    if (left > 0) {
      Thread.sleep(Duration.ofNanos(left));
    }
    String client = "pc" + scrapes % CLIENTS;
    stage.scrape(client, System.currentTimeMillis(), scrapes / (double) CLIENTS, 0.5);
    scrapes++;
    stage.api.live().changed(LiveTopic.CLIENTS);
  }
}
