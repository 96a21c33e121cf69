package dev.muster.alertbridge;

import dev.muster.archive.DigestStore;
import dev.muster.archive.DigestStore.Made;
import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.DigestPlan;
import dev.muster.fleet.Fleet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mails the digests of the fleet when they are due: one a date and plan, noted in the archive in
 * the transaction of its mails. Where the server was off at that moment, the digest is made as soon
 * as it runs, and tells of all the time since the one before.
 */
final class FleetDigests {
  private static final Logger log = LoggerFactory.getLogger(FleetDigests.class);
  private static final Duration LATE = Duration.ofMinutes(10);
  private static final Duration LONGEST = Duration.ofDays(31);

  /** A plan whose time of day is changed gives no second digest on the same date. */
  private static final Duration LEAST_BETWEEN = Duration.ofHours(12);

  private final FleetReviewer reviewer;
  private final DigestStore store;
  private final DigestPost post;
  private final FleetDigestMail words;

  FleetDigests(FleetReviewer reviewer, DigestStore store, DigestPost post, FleetDigestMail words) {
    this.reviewer = reviewer;
    this.store = store;
    this.post = post;
    this.words = words;
  }

  /**
   * Makes the digests that are due.
   *
   * @return how many mails were queued
   */
  int turn(Fleet fleet, Instant now) {
    var before = new HashMap<String, Made>();
    store.made().forEach(made -> before.put(made.plan(), made));
    var made = new ArrayList<Made>();
    var mails = new ArrayList<OutgoingMail>();
    var plans = plans(fleet);
    plans.forEach((key, plan) -> {
      var last = before.get(key);
      if (last == null) {
        made.add(new Made(key, now.toEpochMilli(), 0));
      } else {
        var due = due(plan, last, now);
        if (due != null) {
          made.add(new Made(key, due.toEpochMilli(), now.toEpochMilli()));
          mails.addAll(mails(fleet, key, plan, last, due, now));
        }
      }
    });
    var forgotten = before.keySet().stream().filter(key -> !plans.containsKey(key)).toList();
    store.commit(new DigestStore.Change(List.of(), List.of(), made, forgotten, mails));
    return mails.size();
  }

  /** The last moment at which it was due since the one before, if that was another date. */
  private static @Nullable Instant due(DigestPlan plan, Made last, Instant now) {
    Instant due = null;
    var next = plan.when().after(Instant.ofEpochMilli(last.due()));
    while (next.isPresent() && !next.get().start().isAfter(now)) {
      due = next.get().start();
      next = plan.when().after(due);
    }
    var earliest = Instant.ofEpochMilli(last.due()).plus(LEAST_BETWEEN);
    return last.made() != 0 && due != null && due.isBefore(earliest) ? null : due;
  }

  private List<OutgoingMail> mails(
      Fleet fleet, String key, DigestPlan plan, Made last, Instant due, Instant now) {
    boolean late = now.isAfter(due.plus(LATE));
    var usual = due.minus(Duration.ofDays(plan.weekly() ? 7 : 1));
    var from = last.made() == 0 ? usual : Instant.ofEpochMilli(last.due());
    var longest = due.minus(LONGEST);
    var review = reviewer.review(fleet, plan.group(), from.isBefore(longest) ? longest : from, due);
    var content = words.of(review, plan.weekly(), late ? due : null);
    log.info(
        "digest made group={} weekly={} late={} recipients={}",
        plan.group(),
        plan.weekly(),
        late,
        plan.mail().size());
    return post.to(
        plan.mail(), content, "digest\n" + key + "\n" + due, "digest", fleet.smtp(), now);
  }

  /** The plans by what tells them apart, which is not their time of day. */
  private static Map<String, DigestPlan> plans(Fleet fleet) {
    var plans = new LinkedHashMap<String, DigestPlan>();
    for (var plan : fleet.alerting().digests()) {
      var readers = plan.mail().stream().sorted().toList();
      String key =
          (plan.weekly() ? "week" : "day") + '\n' + plan.group() + '\n' + String.join(",", readers);
      int same = 1;
      String numbered = key;
      while (plans.putIfAbsent(numbered, plan) != null) {
        numbered = key + '\n' + ++same;
      }
    }
    return plans;
  }
}
