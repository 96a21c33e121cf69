package dev.muster.alertbridge;

import dev.muster.alertbridge.Notification.Told;
import dev.muster.alertbridge.NotificationContent.Picture;
import dev.muster.fleet.LimitType;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The pictures of a notification: of the first alerts that have a value and a limit. */
final class NotificationPictures {
  /** Most pictures in a mail. */
  static final int MOST = 6;

  /** Fewer points say nothing. */
  private static final int FEWEST = 6;

  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final int SPARK = 48;

  private NotificationPictures() {}

  /** The alerts that are told first, in the order of the mail. */
  static List<Alert> drawn(Notification notification) {
    return Stream.of(notification.fresh(), notification.standing(), notification.resolved())
        .flatMap(part -> part.stream().sorted(NotificationSubject.OLDEST))
        .limit(NotificationWords.FULL)
        .map(Told::alert)
        .filter(NotificationPictures::isDrawable)
        .limit(MOST)
        .toList();
  }

  private static boolean isDrawable(Alert alert) {
    return AlertWords.hasValue(alert)
        && AlertWords.limit(alert) != null
        && LimitType.named(alert.record().type()).orElseThrow() != LimitType.OFFLINE;
  }

  /** How far back they reach: to some time before the first of these alerts began. */
  static Duration window(List<Alert> drawn, long now) {
    long longest = PastValues.SHORTEST.toMillis();
    for (var alert : drawn) {
      long age = now - alert.record().activeSince();
      longest = Math.max(longest, age + age / 6);
    }
    return Duration.ofMillis(Math.min(longest, PastValues.LONGEST.toMillis()));
  }

  /** The pictures of those whose past is known. */
  static Map<PastValues.Key, Picture> of(
      List<Alert> drawn,
      Map<PastValues.Key, PastValues.Past> pasts,
      Duration window,
      ZoneId zone,
      long now) {
    var pictures = new LinkedHashMap<PastValues.Key, Picture>();
    for (var alert : drawn) {
      var key = PastValues.Key.of(alert);
      var points = points(alert, pasts.getOrDefault(key, PastValues.Past.UNKNOWN), now);
      if (points.size() >= FEWEST) {
        pictures.put(key, of(alert, points, window, zone, now));
      }
    }
    return pictures;
  }

  /** What is known, and at the end the value that the mail names. */
  private static List<LastHour.Point> points(Alert alert, PastValues.Past past, long now) {
    var points = new ArrayList<>(past.points());
    points.removeIf(point -> point.timeMillis() >= now);
    points.add(new LastHour.Point(now, alert.record().value()));
    return points;
  }

  private static Picture of(
      Alert alert, List<LastHour.Point> points, Duration window, ZoneId zone, long now) {
    var record = alert.record();
    var unit = LimitType.named(record.type()).orElseThrow().unit();
    var limit = AlertWords.limit(alert);
    if (limit == null) {
      throw new IllegalArgumentException("an alert without a limit cannot be drawn");
    }
    long from = now - window.toMillis();
    var png =
        new LimitPicture(
                unit,
                record.limit(),
                limit.direction(),
                points,
                from,
                now,
                record.firedAt(),
                record.resolvedAt(),
                zone)
            .png();
    String name = (record.client() + "-" + record.type()).replaceAll("[^A-Za-z0-9._-]", "_");
    return new Picture(
        png,
        name.substring(0, Math.min(name.length(), 60)) + ".png",
        spark(points, from, now),
        words(alert, unit, points, from, zone));
  }

  /** Such as {@code memory from 10:42 CET on: between 41.0% and 93.2%, last 73.4%; limit 50%}. */
  private static String words(
      Alert alert, LimitType.Unit unit, List<LastHour.Point> points, long from, ZoneId zone) {
    var record = alert.record();
    double low = points.stream().mapToDouble(LastHour.Point::value).min().orElse(0);
    double high = points.stream().mapToDouble(LastHour.Point::value).max().orElse(0);
    Long firedAt = record.firedAt();
    Long resolvedAt = record.resolvedAt();
    long first = Math.max(from, points.getFirst().timeMillis());
    String detail = PlainText.line(record.detail(), 60);
    return "%s%s of %s from %s on: between %s and %s, now %s; limit %s%s%s."
        .formatted(
            record.type(),
            detail.isEmpty() ? "" : " " + detail,
            PlainText.line(record.client(), 60),
            TimeText.clock(first, zone),
            Quantity.value(unit, low),
            Quantity.value(unit, high),
            Quantity.value(unit, record.value(), record.limit()),
            Quantity.limit(unit, record.limit()),
            firedAt == null || firedAt < from ? "" : ", fired " + TimeText.clock(firedAt, zone),
            resolvedAt == null ? "" : ", resolved " + TimeText.clock(resolvedAt, zone));
  }

  /** The highest value of each of 48 spans as a block, from 0 to the highest of all. */
  private static String spark(List<LastHour.Point> points, long from, long now) {
    var highest = new double[SPARK];
    Arrays.fill(highest, Double.NaN);
    double top = 0;
    for (var point : points) {
      int at = (int) ((point.timeMillis() - from) * SPARK / Math.max(1, now - from));
      at = Math.clamp(at, 0, SPARK - 1);
      highest[at] =
          Double.isNaN(highest[at]) ? point.value() : Math.max(highest[at], point.value());
      top = Math.max(top, point.value());
    }
    var spark = new StringBuilder();
    double last = Double.NaN;
    for (double value : highest) {
      last = Double.isNaN(value) ? last : value;
      int block = top <= 0 ? 0 : (int) Math.floor(Math.clamp(last / top, 0.0, 1.0) * 7.99);
      spark.append(Double.isNaN(last) ? ' ' : BLOCKS.charAt(block));
    }
    return spark.toString();
  }
}
