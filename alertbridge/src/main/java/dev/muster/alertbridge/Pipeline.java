package dev.muster.alertbridge;

import dev.muster.archive.AlertStore;
import dev.muster.archive.BridgeNews;
import dev.muster.archive.NotificationGroup;
import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Fleet;
import dev.muster.metrics.Labels;
import dev.muster.metrics.PostedAlert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From what was judged to what is told: moves all alerts, whoever judged them, decides who is told,
 * renders that, and commits alerts, mails, what is known by whom and the history in one
 * transaction. What fails changes nothing, and the next step begins from what is stored.
 *
 * <p>One step at a time; to be called from any thread.
 */
final class Pipeline implements BridgeView {
  private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

  /** For how many flap windows beginnings are remembered over a restart. */
  private static final int WINDOWS = 4;

  private final AlertStore store;
  private final Silences silences;
  private final NotificationWriter writer;
  private final PostedAlerts postedAlerts;
  private final BridgeMetrics metrics;
  private final Book book = new Book();
  private final MailBudget budget = new MailBudget();
  private boolean reload = true;
  private boolean unwritten;
  private @Nullable Fleet compiled;
  private MuteRules rules;
  private volatile long nextDue = Long.MAX_VALUE;
  private volatile Snapshot snapshot;

  Pipeline(
      AlertStore store,
      Silences silences,
      NotificationWriter writer,
      long startedAt,
      Fleet fleet,
      BridgeMetrics metrics) {
    this.store = store;
    this.silences = silences;
    this.writer = writer;
    this.postedAlerts = new PostedAlerts(startedAt);
    this.rules = new MuteRules(fleet);
    this.compiled = fleet;
    this.metrics = metrics;
    this.snapshot = new Snapshot(List.of(), List.of(), fleet);
  }

  /** The alerts of limits that are open. */
  synchronized Collection<Episode> episodes(Fleet fleet, long now) {
    loadWhereNeeded(fleet, now);
    return List.copyOf(book.episodes.values());
  }

  /** What one step did: what began or ended of limits, and how many mails were queued. */
  record Result(List<Transition> transitions, int mails) {}

  /**
   * Holds the fleet to its limits.
   *
   * @param mails that go out with it
   * @param eventPosition as {@link AlertStore.Round} has it
   * @throws dev.muster.sqlite.DatabaseException with nothing changed
   */
  synchronized Result judge(
      Fleet fleet, Readings readings, List<OutgoingMail> mails, long eventPosition, long now) {
    loadWhereNeeded(fleet, now);
    var limits =
        LimitEvaluation.evaluate(book.episodes.values(), fleet, readings, now, book::nextEpisode);
    var expired = postedAlerts.expire(book.posted, now);
    int queued = run(Step.of(limits, expired, mails, eventPosition), fleet, now);
    return new Result(limits.transitions(), queued);
  }

  /**
   * Takes alerts that others judged; on return what is new is on disk.
   *
   * @return how many mails were queued
   * @throws dev.muster.sqlite.DatabaseException with nothing of it taken
   * @throws IllegalArgumentException if too many fire
   */
  synchronized int take(List<PostedAlert> alerts, Fleet fleet, long now) {
    loadWhereNeeded(fleet, now);
    var change = PostedAlerts.take(book.posted, alerts, now, book::nextEpisode);
    int queued =
        change.begun().isEmpty() && change.changed().isEmpty()
            ? 0
            : run(Step.of(book, change), fleet, now);
    postedAlerts.taken(alerts, book.posted.keySet());
    return queued;
  }

  /** The clock was set forward by this: nothing has lasted, and nobody been silent, for longer. */
  synchronized void jumped(long millis) {
    book.episodes.replaceAll((key, episode) -> episode.jumped(millis));
    postedAlerts.jumped(millis);
  }

  /** Until when alerts that others judged count as firing, in Unix milliseconds. */
  synchronized Map<Labels, Long> ends() {
    return postedAlerts.ends();
  }

  /** When there is something to decide again, in Unix milliseconds. */
  long nextDue() {
    return nextDue;
  }

  private void loadWhereNeeded(Fleet fleet, long now) {
    if (reload) {
      book.load(store, now - WINDOWS * fleet.alerting().flapWindow().toMillis());
      reload = false;
    }
    if (!fleet.equals(compiled)) {
      rules = new MuteRules(fleet);
      compiled = fleet;
    }
  }

  private int run(Step step, Fleet fleet, long now) {
    reload = true; // Unless this step comes to its end.
    nextDue = Long.MAX_VALUE;
    var acknowledgements = store.acknowledgements();
    var subjects =
        new Subjects(book, fleet, acknowledgements, now).of(step, rules, silences.active(now));
    budget.refresh(store, fleet.alerting().mailsPerAddress(), now);
    var outcome =
        Dispatch.of(
            new Dispatch.Input(subjects, book.groups.values(), fleet, book.lastGroup, now, budget));
    var audit = new Audit(now);
    audit.moved(step, book);
    audit.muted(subjects, book);
    var mails = new ArrayList<>(step.mails());
    var groups = new ArrayList<>(outcome.silent());
    var gone = new ArrayList<>(outcome.gone());
    for (var decision : outcome.decisions()) {
      write(decision, fleet, now, mails, groups, gone, audit);
    }
    commit(step, mails, groups, gone, outcome.continued(), audit);
    book.take(step.begun(), step.changed());
    book.episodes = step.episodes();
    book.takeGroups(groups, gone);
    book.mutes.putAll(audit.mutes());
    book.flapping.forgetBefore(now - WINDOWS * fleet.alerting().flapWindow().toMillis());
    nextDue = outcome.nextDue();
    reload = false;
    snapshot = new Snapshot(subjects, List.copyOf(book.groups.values()), fleet);
    return mails.size();
  }

  /** Renders a notification; where that fails it is not told, and decided again. */
  private void write(
      Dispatch.Decision decision,
      Fleet fleet,
      long now,
      List<OutgoingMail> mails,
      List<NotificationGroup> groups,
      List<Long> gone,
      Audit audit) {
    try {
      var written = writer.write(decision.notification(), fleet, Instant.ofEpochMilli(now));
      audit.told(decision.notification(), written);
      mails.addAll(written);
      gone.addAll(decision.gone());
      if (decision.after() != null) {
        groups.add(decision.after());
      }
      unwritten = false;
    } catch (RuntimeException e) {
      metrics.mailFailed(BridgeMetrics.Failure.UNRENDERABLE);
      if (!unwritten) {
        log.error(
            "notification not written, trying again group={}",
            decision.notification().groupKey(),
            e);
        unwritten = true;
      }
    }
  }

  private void commit(
      Step step,
      List<OutgoingMail> mails,
      List<NotificationGroup> groups,
      List<Long> gone,
      Map<Long, Long> continued,
      Audit audit) {
    var news =
        new BridgeNews(step.begun(), step.changed(), groups, gone, continued, audit.entries());
    var round = new AlertStore.Round(List.of(), step.dropped(), mails, step.eventPosition(), news);
    if (!round.isEmpty()) {
      store.commit(round);
    }
    metrics.mailsQueued.inc(mails.size());
  }

  @Override
  public List<AlertStatus> alerts() {
    return snapshot.alerts();
  }

  @Override
  public List<Group> groups() {
    return snapshot.groups();
  }
}
