package dev.muster.e2e.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Numbered records in a log for each exporter, which is rotated now and then: each has to reach the
 * archive once, and one mail; and the exporter's counts never fall.
 */
final class EventLogs implements Ledger {
  private static final int ROTATED_AFTER = 400;
  private static final int ROTATED_KEPT = 14;
  private static final Pattern RECORD = Pattern.compile("record-([a-z0-9-]+)-(\\d{6})x");

  private final List<Log> logs;
  private final Path archive;
  private final MailServer mails;
  private final String reader;
  private final Api api;
  private final Random random;
  private final Thread writer = Thread.ofVirtual().name("event-logs").unstarted(this::write);
  private volatile boolean goesOn = true;
  private volatile String failure = "";

  /** A log that an exporter follows. */
  private static final class Log {
    private final String client;
    private final Path file;
    private int written;
    private int rotations;

    Log(String client, Path file) {
      this.client = client;
      this.file = file;
    }

    synchronized void append(int records) throws IOException {
      var lines = new StringBuilder();
      for (int i = 0; i < records; i++) {
        lines
            .append(Instant.now().truncatedTo(ChronoUnit.SECONDS))
            .append(" pc prog[1]: record-%s-%06dx%n".formatted(client, written + i));
      }
      Files.writeString(file, lines, StandardOpenOption.APPEND);
      written += records;
      if (written / ROTATED_AFTER > rotations) {
        rotations++;
        Files.move(file, rotated(rotations));
        Files.createFile(file);
        Files.deleteIfExists(rotated(rotations - ROTATED_KEPT));
      }
    }

    private Path rotated(int number) {
      return file.resolveSibling(file.getFileName() + "." + number);
    }

    synchronized int written() {
      return written;
    }
  }

  /**
   * Logs.
   *
   * @param files the log of each client
   * @param reader who gets the mails
   */
  EventLogs(
      Map<String, Path> files, Path archive, MailServer mails, String reader, Api api, long seed) {
    logs = files.entrySet().stream().map(e -> new Log(e.getKey(), e.getValue())).toList();
    this.archive = archive;
    this.mails = mails;
    this.reader = reader;
    this.api = api;
    random = new Random(seed);
  }

  /** Records count from the first fetch of a client's log on, mails from the first round. */
  @Override
  public void begin() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (Rows.number(archive, "SELECT count(*) FROM event_cursor") < logs.size()
        || Rows.number(archive, "SELECT count(*) FROM setting WHERE name = 'event_position'") < 1) {
      if (System.nanoTime() > end) {
        throw new IOException("events are not fetched");
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    writer.start();
  }

  private void write() {
    try {
      while (goesOn) {
        logs.get(random.nextInt(logs.size())).append(1 + random.nextInt(5));
        TimeUnit.MILLISECONDS.sleep(50 + random.nextInt(200));
      }
    } catch (IOException e) {
      failure = e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void rest() throws InterruptedException {
    goesOn = false;
    writer.join();
  }

  @Override
  public boolean isSettled() throws IOException, InterruptedException {
    int written = logs.stream().mapToInt(Log::written).sum();
    return archived().size() >= written && records(mailed()) >= written && counted() >= written;
  }

  /** How often each record is in the archive. */
  private Map<String, Integer> archived() throws IOException {
    var archived = new HashMap<String, Integer>();
    for (var row : Rows.of(archive, "SELECT client, message FROM event")) {
      var found = RECORD.matcher(row.get(1));
      if (found.find() && found.group(1).equals(row.getFirst())) {
        archived.merge(found.group(), 1, Integer::sum);
      }
    }
    return archived;
  }

  /** The ids of the mails that tell of each record. */
  private Map<String, Set<String>> mailed() {
    var mailed = new HashMap<String, Set<String>>();
    for (var mail : mails.to(reader)) {
      mail.marks()
          .forEach(mark -> mailed.computeIfAbsent(mark, m -> new HashSet<>()).add(mail.id()));
    }
    return mailed;
  }

  private static long records(Map<String, Set<String>> mailed) {
    return mailed.keySet().stream().filter(mark -> RECORD.matcher(mark).matches()).count();
  }

  private double counted() throws IOException, InterruptedException {
    var sum = api.query("sum(host_log_events_total{log=\"app\"})");
    return sum.isEmpty() ? 0 : Double.parseDouble(sum.get(0).get("value").get(1).asString());
  }

  @Override
  public List<Tally> count() throws IOException, InterruptedException {
    int written = logs.stream().mapToInt(Log::written).sum();
    var archived = archived();
    var mailed = mailed();
    long lost = 0;
    long unmailed = 0;
    for (var log : logs) {
      for (int i = 0; i < log.written(); i++) {
        String record = "record-%s-%06dx".formatted(log.client, i);
        lost += archived.containsKey(record) ? 0 : 1;
        unmailed += mailed.containsKey(record) ? 0 : 1;
      }
    }
    long doubled = archived.values().stream().mapToInt(times -> times - 1).sum();
    mailed.keySet().removeIf(mark -> !RECORD.matcher(mark).matches());
    long mailedTwice = mailed.values().stream().mapToInt(ids -> ids.size() - 1).sum();
    int rotations = logs.stream().mapToInt(log -> log.rotations).sum();
    var tallies = new ArrayList<Tally>();
    tallies.add(
        new Tally(
            "event records, in the archive",
            written,
            lost,
            doubled,
            rotations + " rotations" + failure));
    tallies.add(new Tally("event records, in a mail", written, unmailed, mailedTwice, ""));
    double counted = counted();
    var falls = api.query("sum(resets(host_log_events_total{log=\"app\"}[2d]))");
    tallies.add(
        new Tally(
            "event records, as the exporters count",
            written,
            Math.max(0, written - (long) counted),
            Math.max(0, (long) counted - written),
            "counts fell "
                + (falls.isEmpty() ? "?" : falls.get(0).get("value").get(1).asString())
                + " times"));
    return tallies;
  }

  @Override
  public void cut() {
    goesOn = false;
  }
}
