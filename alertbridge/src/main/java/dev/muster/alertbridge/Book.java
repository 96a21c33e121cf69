package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord.State;
import dev.muster.archive.AlertStore;
import dev.muster.archive.BridgeMemory;
import dev.muster.archive.NotificationGroup;
import dev.muster.archive.StoredAlert;
import dev.muster.metrics.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All alerts as they were last committed, those of limits and those that others judged, and who
 * knows what of them. It is changed only by what is on disk already.
 */
final class Book {
  Map<Episode.Key, Episode> episodes = new HashMap<>();
  final Map<Labels, StoredAlert> posted = new LinkedHashMap<>();

  /** Those that are over while somebody has yet to be told so. */
  final Map<Long, StoredAlert> over = new TreeMap<>();

  final Map<Long, NotificationGroup> groups = new TreeMap<>();
  final Map<Long, BridgeMemory.Mute> mutes = new HashMap<>();
  final Flapping flapping = new Flapping();
  long lastGroup;
  private long lastEpisode;

  /** Takes all of it from the store, but for what only memory has. */
  void load(AlertStore store, long begunSince) {
    var memory = store.remember(begunSince);
    lastEpisode = Math.max(lastEpisode, memory.lastEpisode());
    var loaded = new HashMap<Episode.Key, Episode>();
    posted.clear();
    over.clear();
    for (var alert : memory.alerts()) {
      if (alert.record().state() == State.RESOLVED) {
        over.put(alert.record().id(), alert);
      } else if (alert.posted() != null) {
        posted.put(alert.posted().labels(), alert);
      } else {
        var episode = Episode.stored(alert.record());
        var known = episodes.get(episode.key());
        loaded.put(episode.key(), known == null ? episode : known.of(alert.record()));
      }
    }
    episodes = loaded;
    groups.clear();
    memory.groups().forEach(group -> groups.put(group.id(), group));
    memory.groups().forEach(group -> lastGroup = Math.max(lastGroup, group.id()));
    mutes.clear();
    mutes.putAll(memory.mutes());
    memory.begins().forEach(this::noteBegin);
  }

  private void noteBegin(StoredAlert alert) {
    Long fired = alert.record().firedAt();
    if (fired != null) {
      flapping.note(Alerts.identity(Alerts.of(alert, Map.of())), fired);
    }
  }

  /** An id that no episode ever had. */
  long nextEpisode() {
    return ++lastEpisode;
  }

  /** Takes what was committed of alerts. */
  void take(List<StoredAlert> begun, List<StoredAlert> changed) {
    var all = new ArrayList<>(begun);
    all.addAll(changed);
    for (var alert : all) {
      var record = alert.record();
      if (record.state() == State.RESOLVED) {
        over.put(record.id(), alert);
        mutes.remove(record.id());
      }
      if (record.state() == State.FIRING) {
        noteBegin(alert);
      }
      var labels = alert.posted() == null ? null : alert.posted().labels();
      if (labels != null && record.state() == State.RESOLVED) {
        posted.remove(labels);
      } else if (labels != null) {
        posted.put(labels, alert);
      }
    }
  }

  /** Takes what was committed of groups; what is over and known to nobody is let go. */
  void takeGroups(List<NotificationGroup> changed, List<Long> gone) {
    gone.forEach(groups::remove);
    for (var group : changed) {
      groups.put(group.id(), group);
      lastGroup = Math.max(lastGroup, group.id());
    }
    over.keySet()
        .removeIf(episode ->
            groups.values().stream().noneMatch(group -> group.known().containsKey(episode)));
  }
}
