package dev.muster.e2e.faults;

import java.io.IOException;
import java.nio.file.Path;
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
 * Limits that are crossed and kept again: a PC's memory is full until each watcher has mailed that
 * it is, and then not until each has mailed the end. Every beginning and every end is told by one
 * mail.
 */
final class Alerts implements Ledger {
  /** What the mails' text part says of an alert, see {@link #TEMPLATE}. */
  private static final Pattern TOLD = Pattern.compile("(BEGAN|ENDED) (sim-\\d+) @(\\d+)@");

  /** Says of each alert in a mail what {@link #TOLD} reads. */
  static final String TEMPLATE =
      """
      {{ range .New }}BEGAN {{ .Client }} @{{ .StartsAt.UnixMilli }}@
      {{ end }}{{ range .Resolved }}ENDED {{ .Client }} @{{ .StartsAt.UnixMilli }}@
      {{ end }}\
      """;

  /**
   * Who watches the limits and mails.
   *
   * @param reader whom it mails
   * @param archive where it keeps what it did
   */
  record Watcher(Part part, String reader, Path archive) {}

  /** A beginning or an end that a watcher told. */
  private record News(String watcher, String what, String client, long since) {}

  private final SimulatedPcs pcs;
  private final MailServer mails;
  private final List<Watcher> watchers;
  private final Random random;
  private final Thread driver = Thread.ofVirtual().name("alerts").unstarted(this::drive);

  /** The mails that told it. */
  private final Map<News, Set<String>> told = new HashMap<>();

  /** When the newest alert began of which each watcher told each of each client. */
  private final Map<String, Long> newest = new HashMap<>();

  /** When the PCs whose memory is full crossed their limit, and since when others are calm. */
  private final Map<String, Long> crossed = new HashMap<>();

  private final Map<String, Long> ending = new HashMap<>();
  private int read;
  private long driven;
  private volatile boolean goesOn = true;
  private volatile boolean calm = true;

  Alerts(SimulatedPcs pcs, MailServer mails, List<Watcher> watchers, long seed) {
    this.pcs = pcs;
    this.mails = mails;
    this.watchers = watchers;
    this.random = new Random(seed);
  }

  @Override
  public void begin() {
    calm = false;
    driver.start();
  }

  /** Goes on until all that was crossed is told to be over. */
  private void drive() {
    try {
      while (goesOn || !crossed.isEmpty() || !ending.isEmpty()) {
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        turn();
        TimeUnit.MILLISECONDS.sleep(50);
      }
      calm = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn() {
    take();
    for (int i = 0; i < pcs.count(); i++) {
      String client = SimulatedPcs.name(i);
      Long since = crossed.get(client);
      Long ended = ending.get(client);
      if (since != null && isTold("BEGAN", client, since)) {
        crossed.remove(client);
        ending.put(client, since);
        pcs.setFull(client, false);
      } else if (ended != null && isTold("ENDED", client, ended)) {
        ending.remove(client);
      } else if (since == null && ended == null && goesOn && random.nextInt(40) == 0) {
        crossed.put(client, System.currentTimeMillis());
        pcs.setFull(client, true);
        driven++;
      }
    }
  }

  /** Whether each watcher told it, of an alert that began at this time or later. */
  private boolean isTold(String what, String client, long since) {
    return watchers.stream()
        .allMatch(watcher -> newest.getOrDefault(watcher.reader() + what + client, -1L) >= since);
  }

  private void take() {
    var fresh = mails.after(read);
    read += fresh.size();
    for (var mail : fresh) {
      for (String mark : mail.marks()) {
        var found = TOLD.matcher(mark);
        if (found.matches()) {
          long since = Long.parseLong(found.group(3));
          var news = new News(mail.to(), found.group(1), found.group(2), since);
          told.computeIfAbsent(news, n -> new HashSet<>()).add(mail.id());
          newest.merge(mail.to() + found.group(1) + found.group(2), since, Math::max);
        }
      }
    }
  }

  @Override
  public void rest() {
    goesOn = false;
  }

  @Override
  public boolean isSettled() throws IOException {
    if (!calm) {
      return false;
    }
    for (var watcher : watchers) {
      if (Rows.number(watcher.archive(), "SELECT count(*) FROM mail WHERE state = 'queued'") > 0
          || Rows.number(watcher.archive(), "SELECT count(*) FROM alert WHERE state <> 'resolved'")
              > 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<Tally> count() throws IOException, InterruptedException {
    cut();
    driver.join();
    take();
    var tallies = new ArrayList<Tally>();
    for (var watcher : watchers) {
      tallies.add(alerts(watcher));
      tallies.add(mails(watcher));
    }
    return tallies;
  }

  /** Each episode in the archive is told by two mails, and the crossings are all there. */
  private Tally alerts(Watcher watcher) throws IOException {
    var episodes =
        Rows.of(
            watcher.archive(),
            "SELECT client, CAST(round(active_since * 1000) AS INTEGER) FROM alert"
                + " WHERE fired_at IS NOT NULL AND client LIKE 'sim-%'");
    long untold = Math.max(0, driven - episodes.size());
    long twice = 0;
    for (var episode : episodes) {
      for (String what : List.of("BEGAN", "ENDED")) {
        var news =
            new News(watcher.reader(), what, episode.getFirst(), Long.parseLong(episode.getLast()));
        int times = told.getOrDefault(news, Set.of()).size();
        untold += times == 0 ? 1 : 0;
        twice += Math.max(0, times - 1);
      }
    }
    return new Tally(
        "beginnings and ends of alerts, told by " + watcher.part().name(),
        2L * episodes.size(),
        untold,
        twice,
        driven + " crossings");
  }

  /** Each mail that was queued came, and again only where a kill fell into the window. */
  private Tally mails(Watcher watcher) throws IOException {
    var queued = new HashSet<String>();
    Rows.of(watcher.archive(), "SELECT message_id FROM mail")
        .forEach(row -> queued.add(row.getFirst()));
    var came = new HashMap<String, MailServer.Mail>();
    long again = 0;
    long unexplained = 0;
    for (var mail : mails.to(watcher.reader())) {
      var first = came.putIfAbsent(mail.id(), mail);
      if (first != null) {
        again++;
        boolean same = first.hash().equals(mail.hash());
        boolean killed = watcher.part().wasKilled(first.timeMillis(), mail.timeMillis());
        unexplained += same && killed ? 0 : 1;
      }
    }
    var lost = new HashSet<>(queued);
    lost.removeAll(came.keySet());
    var unknown = new HashSet<>(came.keySet());
    unknown.removeAll(queued);
    return new Tally(
        "mails of " + watcher.part().name(),
        queued.size(),
        lost.size(),
        unexplained + unknown.size(),
        again + " came once more after a kill before their acknowledgement was noted, as may be");
  }

  @Override
  public void cut() {
    goesOn = false;
    driver.interrupt();
  }
}
