package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.fleet.Fleet;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alert {@value #TYPE}: certificates of clients or of the server end soon and were not renewed.
 * It is of the client whose certificate it is, or of {@code muster}. Its mails go straight to the
 * mail server: one names all that came to end soon, an hour apart at least, once for each
 * certificate. A restart forgets what was mailed.
 */
public final class CertificateAlarm implements AutoCloseable {
  /** The alert's name, as limits have theirs. */
  public static final String TYPE = "certificate";

  private static final Logger log = LoggerFactory.getLogger(CertificateAlarm.class);
  private static final Duration BETWEEN_TURNS = Duration.ofSeconds(15);
  private static final Duration BETWEEN_MAILS = Duration.ofHours(1);
  private static final int MOST_SHOWN = 20;
  private static final double DAY = 86_400_000;

  /**
   * A certificate that ends soon.
   *
   * @param client whose it is; null: the server's
   * @param name what people call it
   * @param ends Unix milliseconds
   * @param reason why it was not renewed; "" where that is not known
   * @param remedy what to do, one sentence
   */
  public record Ending(
      @Nullable String client, String name, long ends, String reason, String remedy) {}

  private record Key(String name, long ends) {}

  private final InstantSource clock;
  private final ZoneId zone;
  private final @Nullable URI page;
  private final Supplier<List<Ending>> ending;
  private final DirectMails mails;
  private final Map<Key, Long> since = new HashMap<>();
  private final Turns turns = new Turns("certificate-alarm", BETWEEN_TURNS, this::turn);

  // Below: of the thread that takes turns alone.
  private Set<Key> mailed = new HashSet<>();
  private long mailedAt = Long.MIN_VALUE;

  public CertificateAlarm(
      InstantSource clock,
      MailSender.Factory senders,
      ZoneId zone,
      @Nullable URI page,
      Supplier<List<Ending>> ending,
      Supplier<Fleet> fleet) {
    this.clock = clock;
    this.zone = zone;
    this.page = page;
    this.ending = ending;
    this.mails = new DirectMails(ArchiveAlarm.SELF, TYPE, senders, fleet);
  }

  public void start() {
    turns.start();
  }

  /** One alert for each certificate. */
  public List<AlertRecord> open() {
    var now = clock.millis();
    return known(now).entrySet().stream()
        .map(one -> alert(one.getKey(), one.getValue(), now))
        .toList();
  }

  private static AlertRecord alert(Ending one, long since, long now) {
    return new AlertRecord(
        0,
        one.client() == null ? ArchiveAlarm.SELF : one.client(),
        TYPE,
        AlertRecord.State.FIRING,
        Math.max(0, (one.ends() - now) / DAY),
        0,
        one.name(),
        since,
        since,
        null);
  }

  /** What ends soon, and since when that is known. */
  private synchronized Map<Ending, Long> known(long now) {
    var all = ending.get();
    since.keySet().retainAll(all.stream().map(CertificateAlarm::key).toList());
    var known = new LinkedHashMap<Ending, Long>();
    all.forEach(one -> known.put(one, since.computeIfAbsent(key(one), _ -> now)));
    return known;
  }

  private static Key key(Ending one) {
    return new Key(one.name(), one.ends());
  }

  /** Writes a mail when there is something new to tell, and sends what waits. */
  void turn() {
    long now = clock.millis();
    var all = List.copyOf(known(now).keySet());
    var keys = new HashSet<Key>(all.stream().map(CertificateAlarm::key).toList());
    boolean due = mailedAt == Long.MIN_VALUE || now - mailedAt >= BETWEEN_MAILS.toMillis();
    if (!mailed.containsAll(keys) && due) {
      log.warn(
          "alert firing client={} type={} certificates={}", ArchiveAlarm.SELF, TYPE, all.size());
      mails.clear();
      mailedAt = now;
      mailed = keys;
      mails.add(content(all), now, "firing", now);
    }
    mails.send(now);
  }

  private MailContent content(List<Ending> all) {
    int count = all.size();
    var facts = new ArrayList<MailContent.Fact>();
    for (var one : all.subList(0, Math.min(count, MOST_SHOWN))) {
      var why = one.reason().isEmpty() ? "" : ". Why it was not renewed: " + one.reason();
      var text = "ends " + TimeText.full(one.ends(), zone) + why + ". " + one.remedy();
      facts.add(new MailContent.Fact(PlainText.line(one.name(), 120), PlainText.line(text, 500)));
    }
    if (count > MOST_SHOWN) {
      facts.add(new MailContent.Fact("And", count - MOST_SHOWN + " more"));
    }
    var closing = new ArrayList<String>();
    closing.add(
        "What it means: once a certificate has ended, its client is scraped no more, or this page"
            + " is not trusted. muster certificate list shows them all.");
    if (page != null) {
      closing.add("More: " + page);
    }
    String subject =
        "Muster: "
            + (count == 1 ? "a certificate ends" : count + " certificates end")
            + " soon and "
            + (count == 1 ? "was" : "were")
            + " not renewed";
    return new MailContent(subject, subject + ".", facts, List.of(), closing);
  }

  /** Lets a mail under way come to its end by itself. */
  @Override
  public void close() {
    turns.close();
  }
}
