package dev.muster.alertbridge;

import dev.muster.archive.Acknowledgement;
import dev.muster.archive.AlertRecord.State;
import dev.muster.archive.BridgeMemory;
import dev.muster.archive.Silence;
import dev.muster.archive.StoredAlert;
import dev.muster.fleet.Fleet;
import dev.muster.metrics.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Brings together, for each alert, what decides on whether it is told. */
final class Subjects {
  private final Book book;
  private final Fleet fleet;
  private final Map<Long, Acknowledgement> acknowledgements = new HashMap<>();
  private final long now;

  Subjects(Book book, Fleet fleet, List<Acknowledgement> acknowledgements, long now) {
    this.book = book;
    this.fleet = fleet;
    this.now = now;
    acknowledgements.forEach(seen -> this.acknowledgements.put(seen.episode(), seen));
  }

  List<Subject> of(Step step, MuteRules rules, List<Silence> silences) {
    var alerts = new ArrayList<Alert>();
    for (var stored : step.alerts(book)) {
      alerts.add(Alerts.of(stored, rules.clients()));
    }
    var firing = alerts.stream().filter(Alert::isFiring).toList();
    if (alerts.isEmpty()) {
      return List.of();
    }
    var mutes = new Mutes(fleet, rules, silences, firing, offlineSoon(step, rules), now);
    return alerts.stream().map(alert -> subject(alert, mutes)).toList();
  }

  /** Labels of the {@code offline} alerts that fire or wait, by client. */
  private static Map<String, Labels> offlineSoon(Step step, MuteRules rules) {
    var offline = new HashMap<String, Labels>();
    for (var episode : step.episodes().values()) {
      var record = episode.record();
      if (record.type().equals("offline") && record.state() != State.RESOLVED) {
        var alert = Alerts.of(new StoredAlert(record, "", null), rules.clients());
        offline.put(record.client(), alert.labels());
      }
    }
    return offline;
  }

  private Subject subject(Alert alert, Mutes mutes) {
    var record = alert.record();
    String identity = Alerts.identity(alert);
    long fired = record.firedAt() == null ? now : record.firedAt();
    var muting = alert.isFiring() ? mutes.of(alert) : Muting.NONE;
    var release = Subject.Release.NONE;
    long since = fired;
    var mute = book.mutes.get(record.id());
    if (mute != null && !muting.isMuted()) {
      since = mute.muted() ? now : mute.time();
      release = release(mute);
    }
    var verdict = book.flapping.of(identity, fired, fleet.alerting(), now);
    return new Subject(
        alert, identity, muting, since, release, verdict, acknowledgements.get(record.id()));
  }

  private static Subject.Release release(BridgeMemory.Mute mute) {
    return Muting.isWanted(mute.by()) ? Subject.Release.WANTED : Subject.Release.INHIBITION;
  }
}
