package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord.State;
import dev.muster.archive.OutgoingMail;
import dev.muster.archive.StoredAlert;
import dev.muster.metrics.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one step is to change, before anybody is told: the book as it will be.
 *
 * @param begun new episodes
 * @param changed episodes that moved
 * @param dropped ids of pending episodes that came to nothing
 * @param mails that go out with it, such as those about events
 * @param eventPosition as {@link dev.muster.archive.AlertStore.Round} has it
 */
record Step(
    Map<Episode.Key, Episode> episodes,
    List<StoredAlert> begun,
    List<StoredAlert> changed,
    List<Long> dropped,
    List<OutgoingMail> mails,
    long eventPosition) {

  /** A step of alerts that others judged. */
  static Step of(Book book, PostedAlerts.Change change) {
    return new Step(book.episodes, change.begun(), change.changed(), List.of(), List.of(), -1);
  }

  /** A step of limits, in which others' alerts may expire too. */
  static Step of(
      LimitEvaluation.Outcome limits,
      PostedAlerts.Change expired,
      List<OutgoingMail> mails,
      long eventPosition) {
    var changed = new ArrayList<>(limits.changed());
    changed.addAll(expired.changed());
    return new Step(
        limits.episodes(), limits.begun(), changed, limits.dropped(), mails, eventPosition);
  }

  /** All alerts that fire after it, and those that are over and not told, in order of their ids. */
  List<StoredAlert> alerts(Book book) {
    var posted = new LinkedHashMap<Labels, StoredAlert>(book.posted);
    var over = new HashMap<>(book.over);
    var all = new ArrayList<StoredAlert>();
    for (var list : List.of(begun, changed)) {
      for (var alert : list) {
        boolean resolved = alert.record().state() == State.RESOLVED;
        if (resolved) {
          over.put(alert.record().id(), alert);
        }
        if (alert.posted() != null && resolved) {
          posted.remove(alert.posted().labels());
        } else if (alert.posted() != null) {
          posted.put(alert.posted().labels(), alert);
        }
      }
    }
    for (var episode : episodes.values()) {
      if (episode.isFiring()) {
        all.add(new StoredAlert(episode.record(), Transition.Cause.FIRED.name(), null));
      }
    }
    all.addAll(posted.values());
    all.addAll(over.values());
    all.sort((a, b) -> Long.compare(a.record().id(), b.record().id()));
    return all;
  }
}
