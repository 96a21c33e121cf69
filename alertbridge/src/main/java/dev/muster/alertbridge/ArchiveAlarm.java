package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.fleet.Fleet;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alert {@value #TYPE}: the archive cannot be written, as with a full disk. Other alerts and
 * the outbox are in that same archive; so this one lives in memory, and its mails go straight to
 * the mail server: one when writing has failed for 30 s, one when it works again, for one outage an
 * hour at most. A restart forgets what was mailed. It is also the alert of an archive that was too
 * damaged to be opened, until the next start.
 *
 * <pre>
 * muster_archive_set_aside 0
 * muster_archive_write_failures_total
 * muster_archive_writable 1
 * </pre>
 */
public final class ArchiveAlarm implements AutoCloseable {
  /** The alert's name, as limits have theirs. */
  public static final String TYPE = "archive";

  /** Whose alert it is: no client's. */
  public static final String SELF = "muster";

  private static final Logger log = LoggerFactory.getLogger(ArchiveAlarm.class);
  private static final Duration BETWEEN_TURNS = Duration.ofSeconds(1);
  private static final Duration BETWEEN_MAILS = Duration.ofHours(1);

  private final InstantSource clock;
  private final ArchiveMail words;
  private final Counter failures;
  private final WriteState state = new WriteState();
  private volatile @Nullable SetAside setAside;
  private final Turns turns = new Turns("archive-alarm", BETWEEN_TURNS, this::turn);
  private volatile Fleet fleet;

  /** A damaged file, under its new name, and since when there is another one. */
  private record SetAside(String file, long at) {
    String sentence() {
      return "The archive was too damaged to be opened and is kept as "
          + file
          + "; a new one was begun";
    }
  }

  // Below: of the thread that takes turns alone.
  private boolean asideMailed;
  private final DirectMails mails;
  private long mailedAt = Long.MIN_VALUE;
  private long mailedSince = Long.MIN_VALUE;
  private long lastFailure = Long.MIN_VALUE;

  public ArchiveAlarm(
      InstantSource clock,
      MailSender.Factory senders,
      ZoneId zone,
      @Nullable URI page,
      PrometheusRegistry registry,
      Fleet fleet) {
    this.clock = clock;
    this.words = new ArchiveMail(zone, page);
    this.fleet = fleet;
    this.mails = new DirectMails(SELF, TYPE, senders, () -> this.fleet);
    this.failures =
        Counter.builder()
            .name("muster_archive_write_failures_total")
            .help("Scrapes that the archive could not write.")
            .register(registry);
    GaugeWithCallback.builder()
        .name("muster_archive_writable")
        .help("Whether the archive took the last scrape.")
        .callback(callback -> callback.call(state.isWritable() ? 1 : 0))
        .register(registry);
    GaugeWithCallback.builder()
        .name("muster_archive_set_aside")
        .help("Whether the archive was too damaged to be opened, and a new one was begun.")
        .callback(callback -> callback.call(setAside == null ? 0 : 1))
        .register(registry);
  }

  /** Says, before the start, that the archive's file was too damaged and now has this name. */
  public void setAside(String file) {
    setAside = new SetAside(file, clock.millis());
  }

  public void start() {
    turns.start();
  }

  /** Mails to another fleet's people from now on. */
  public void setFleet(Fleet fleet) {
    this.fleet = fleet;
  }

  /** A write failed. Returns at once. */
  public void failed(String reason) {
    failures.inc();
    state.failed(clock.millis(), reason);
  }

  /** A write succeeded. Returns at once. */
  public void succeeded() {
    state.succeeded();
  }

  /** The alert, pending for the first 30 s; none while all is well. */
  public List<AlertRecord> open() {
    long now = clock.millis();
    var outage = state.outage(now);
    var aside = setAside;
    if (outage != null) {
      return List.of(unwritable(outage, now));
    }
    if (aside == null) {
      return List.of();
    }
    return List.of(
        new AlertRecord(
            0,
            SELF,
            TYPE,
            AlertRecord.State.FIRING,
            1,
            0,
            aside.sentence(),
            aside.at(),
            aside.at(),
            null));
  }

  private static AlertRecord unwritable(WriteState.Outage outage, long now) {
    long hold = WriteState.HOLD.toMillis();
    boolean firing = outage.isFiring(now);
    return new AlertRecord(
        0,
        SELF,
        TYPE,
        firing ? AlertRecord.State.FIRING : AlertRecord.State.PENDING,
        (now - outage.since()) / 1000.0,
        hold / 1000.0,
        outage.reason(),
        outage.since(),
        firing ? outage.since() + hold : null,
        null);
  }

  /** One sentence for the head of a page, "" while all is well. */
  public String sentence() {
    long now = clock.millis();
    var outage = state.outage(now);
    var aside = setAside;
    if (outage == null) {
      return aside == null ? "" : aside.sentence() + ".";
    }
    return "The archive could not be written for "
        + TimeText.duration(now - outage.since())
        + ": "
        + outage.reason();
  }

  /** Looks at the state, writes mails when it changed, and sends what waits. */
  void turn() {
    long now = clock.millis();
    var outage = state.outage(now);
    if (mailedSince != Long.MIN_VALUE && (outage == null || outage.since() != mailedSince)) {
      log.info("alert resolved client={} type={}", SELF, TYPE);
      render(words.resolved(mailedSince, lastFailure), "resolved", now);
      mailedSince = Long.MIN_VALUE;
    }
    mailSetAside(now);
    boolean due = mailedAt == Long.MIN_VALUE || now - mailedAt >= BETWEEN_MAILS.toMillis();
    if (outage != null && outage.isFiring(now) && mailedSince == Long.MIN_VALUE && due) {
      log.error("alert firing client={} type={} reason={}", SELF, TYPE, outage.reason());
      mails.clear(); // Of an outage an hour ago whose mails never left.
      mailedSince = outage.since();
      mailedAt = now;
      render(words.firing(outage, now), "firing", now);
    }
    if (outage != null) {
      lastFailure = outage.lastFailure();
    }
    mails.send(now);
  }

  private void mailSetAside(long now) {
    var aside = setAside;
    if (aside != null && !asideMailed) {
      asideMailed = true;
      log.error("alert firing client={} type={} reason={}", SELF, TYPE, aside.sentence());
      render(words.setAside(aside.file(), aside.at()), "set-aside", now);
    }
  }

  private void render(MailContent content, String kind, long now) {
    mails.add(content, mailedSince, kind, now);
  }

  /** Lets a mail under way come to its end by itself. */
  @Override
  public void close() {
    turns.close();
  }
}
