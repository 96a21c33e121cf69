package dev.muster.console.api;

import dev.muster.archive.Records;
import dev.muster.fleet.Fleet;
import dev.muster.server.Principal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Those who see the same groups: what is told them is chosen and written once for all of them. */
final class LiveView {
  private static final int MOST_MAILS = 50;

  private final Principal anyone;
  private final Records records;
  private final List<LiveStream> streams = new ArrayList<>();
  private Map<Long, MailView> mails;

  LiveView(Principal anyone, Records records, Fleet fleet) {
    this.anyone = anyone;
    this.records = records;
    this.mails = newest(fleet);
  }

  void add(LiveStream stream) {
    streams.add(stream);
  }

  /** Forgets one who is gone; whether there are others. */
  boolean remove(LiveStream stream) {
    streams.remove(stream);
    return !streams.isEmpty();
  }

  List<LiveStream> streams() {
    return streams;
  }

  List<ClientView> clients(List<ClientView> changed) {
    return changed.stream().filter(client -> anyone.sees(client.group())).toList();
  }

  List<AlertView> alerts(List<AlertView> changed, Fleet fleet) {
    var seen = new Seen(anyone, fleet).names();
    return seen == null
        ? changed
        : changed.stream().filter(alert -> seen.contains(alert.client())).toList();
  }

  List<EventView> events(List<EventView> arrived, Fleet fleet) {
    var seen = new Seen(anyone, fleet).names();
    return seen == null
        ? arrived
        : arrived.stream().filter(event -> seen.contains(event.client())).toList();
  }

  /** The newest mails that are others than they were, the oldest of them first. */
  List<MailView> newMails(Fleet fleet) {
    var before = mails;
    mails = newest(fleet);
    return mails.values().stream()
        .filter(mail -> !mail.equals(before.get(mail.id())))
        .toList()
        .reversed();
  }

  private Map<Long, MailView> newest(Fleet fleet) {
    var names = new Seen(anyone, fleet).names();
    var newest = new LinkedHashMap<Long, MailView>();
    records
        .mails(new Records.MailQuery(names, "", Records.NEWEST, MOST_MAILS))
        .forEach(mail -> newest.put(mail.status().id(), MailView.of(mail)));
    return newest;
  }
}
