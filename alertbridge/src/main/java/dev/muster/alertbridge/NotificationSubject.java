package dev.muster.alertbridge;

import dev.muster.alertbridge.Notification.Told;
import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The subject of a notification's mail: in brackets what changes from mail to mail, and behind them
 * what stays the same from the beginning of an alert to its end. Gmail leaves brackets out when it
 * compares subjects, so that the mails of an alert become one conversation there, and those of
 * different alerts do not.
 *
 * <pre>
 * [73.4%] lab2-01: memory over 50%
 * [RESOLVED, 41.0%] lab2-01: memory over 50%
 * lab-2: 12 clients offline
 * </pre>
 */
record NotificationSubject(Notification notification, ZoneId zone) {
  private static final int NAME = 60;
  private static final int WORDS = 90;

  /** Oldest first; the same whatever order the alerts came in. */
  static final Comparator<Told> OLDEST =
      Comparator.comparingLong((Told told) -> told.alert().record().activeSince())
          .thenComparing(told -> told.alert().labels());

  /** The subject. */
  String line() {
    var news = news();
    boolean gathered = clients(news).size() > 1;
    String state = bracket(news, gathered);
    return (state.isEmpty() ? "" : "[" + state + "] ") + (gathered ? gathered(news) : stem(news));
  }

  /** What the mail is about first of all: what began, else what ended, else what still stands. */
  private List<Told> news() {
    var first = notification.fresh();
    boolean changed =
        notification.reason() == Notification.Reason.CHANGE
            || notification.reason() == Notification.Reason.HELD_BACK;
    if (first.isEmpty() && changed) {
      first = notification.resolved();
    }
    if (first.isEmpty()) {
      first = notification.standing();
    }
    if (first.isEmpty()) {
      first = notification.resolved();
    }
    return first.stream().sorted(OLDEST).toList();
  }

  private static HashSet<String> clients(List<Told> some) {
    var clients = new HashSet<String>();
    some.forEach(told -> clients.add(told.alert().record().client()));
    return clients;
  }

  private String bracket(List<Told> news, boolean gathered) {
    var words = new ArrayList<String>();
    boolean over = !news.isEmpty() && !news.getFirst().alert().isFiring();
    if (over) {
      words.add("RESOLVED");
    } else {
      words.addAll(reason());
    }
    if (!gathered) {
      words.addAll(state(news.getFirst().alert()));
      if (news.size() > 1) {
        words.add("+" + (news.size() - 1) + " more");
      }
    }
    if (over && notification.isFiring()) {
      words.add(count(notification.fresh().size() + notification.standing().size(), "fires still"));
    }
    if (!over && !notification.resolved().isEmpty()) {
      words.add(notification.resolved().size() + " resolved");
    }
    return String.join(", ", words);
  }

  private static String count(int count, String words) {
    return count + " " + (count == 1 ? words : words.replace("fires", "fire"));
  }

  private List<String> reason() {
    return switch (notification.reason()) {
      case CHANGE, HELD_BACK -> List.of();
      case REPEAT, CATCH_UP -> List.of("STILL");
      case ESCALATION -> List.of("ESCALATED");
    };
  }

  /** Where it stands now: its value, or since when a client is offline. */
  private List<String> state(Alert alert) {
    var record = alert.record();
    if (alert.cause() == null) {
      return List.of();
    }
    var type = LimitType.named(record.type()).orElseThrow();
    if (type == LimitType.OFFLINE) {
      Long end = record.resolvedAt();
      return List.of(
          end == null
              ? "since " + TimeText.clock(record.activeSince(), zone)
              : "after " + TimeText.duration(end - record.activeSince()));
    }
    if (!AlertWords.hasValue(alert)) {
      return List.of();
    }
    String detail = PlainText.line(record.detail(), NAME);
    return List.of(
        (detail.isEmpty() ? "" : detail + " ")
            + Quantity.value(type.unit(), record.value(), record.limit()));
  }

  /** Whose alert it is and which: the same as long as it lasts. */
  private static String stem(List<Told> news) {
    var alert = news.getFirst().alert();
    var record = alert.record();
    String who = record.client().isEmpty() ? "" : PlainText.line(record.client(), NAME) + ": ";
    if (alert.cause() == null) {
      String summary = PlainText.line(PostedMail.summary(AlertWords.posted(alert)), WORDS);
      return who + PlainText.line(record.type(), NAME) + (summary.isEmpty() ? "" : ": " + summary);
    }
    var type = LimitType.named(record.type()).orElseThrow();
    if (type == LimitType.OFFLINE) {
      return who + "offline";
    }
    var limit = AlertWords.limit(alert);
    boolean below = limit != null && limit.direction() == Limit.Direction.BELOW;
    return who
        + type.xmlName()
        + (below ? " under " : " over ")
        + Quantity.limit(type.unit(), record.limit());
  }

  /** Such as {@code lab-2: 12 clients offline}; with several types, how many alerts. */
  static String gathered(List<Told> some) {
    var types = new HashSet<String>();
    some.forEach(told -> types.add(told.alert().record().type()));
    int clients = clients(some).size();
    String what =
        types.size() > 1
            ? "%d alerts of %d clients".formatted(some.size(), clients)
            : clients + " clients " + PlainText.line(types.iterator().next(), NAME);
    return place(some) + what;
  }

  /** The group they are all in, where there is one. */
  private static String place(List<Told> some) {
    var groups = some.stream().map(told -> told.alert().labels().get("group")).distinct().toList();
    return groups.size() == 1 && !groups.getFirst().isEmpty()
        ? PlainText.line(groups.getFirst(), NAME) + ": "
        : "";
  }

  /** The mail's first sentence where it is about several alerts. */
  String summary() {
    var all =
        Stream.of(notification.fresh(), notification.standing(), notification.resolved())
            .flatMap(List::stream)
            .toList();
    var counts = new ArrayList<String>();
    addCount(counts, notification.fresh().size(), "new");
    addCount(counts, notification.standing().size(), "still firing");
    addCount(counts, notification.resolved().size(), "resolved");
    String who =
        clients(all).size() == 1
            ? PlainText.line(all.getFirst().alert().record().client(), NAME) + ": "
            : gathered(news()) + ", ";
    String words = who + String.join(", ", counts);
    return words.startsWith(": ") || words.startsWith(", ")
        ? words.substring(2, 3).toUpperCase(Locale.ROOT) + words.substring(3)
        : words;
  }

  private static void addCount(List<String> counts, int count, String what) {
    if (count > 0) {
      counts.add(count + " " + what);
    }
  }
}
