package dev.muster.alertbridge;

import dev.muster.alertbridge.Canvas.Segment;
import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The picture of a value's last hours: the line it went, red on the bad side of its limit, the
 * limit, and the moments the alert fired and was over. A PNG file twice as fine as it is shown, on
 * a light ground of its own, so that it can be read in light and dark mail programs.
 *
 * @param points oldest first, at least two
 * @param from where it begins, in Unix milliseconds
 * @param to where it ends
 * @param firedAt null where there is no such moment
 * @param resolvedAt null while it fires
 */
record LimitPicture(
    LimitType.Unit unit,
    double limit,
    Limit.Direction direction,
    List<LastHour.Point> points,
    long from,
    long to,
    @Nullable Long firedAt,
    @Nullable Long resolvedAt,
    ZoneId zone) {
  static final int WIDTH = 960;
  static final int HEIGHT = 320;
  static final int LEFT = 92;
  static final int RIGHT = 848;
  private static final int TOP = 40;
  private static final int BOTTOM = 264;

  private static final int GROUND = 0xf8fafc;
  private static final int GRID = 0xdbe2ea;
  private static final int WORDS = 0x475569;
  private static final int GOOD = 0x2563eb;
  static final int BAD = 0xdc2626;
  private static final int OVER = 0x15803d;
  private static final double SCALE = 2;
  private static final double PEN = 3;

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final long[] STEPS = {5, 10, 15, 30, 60, 120, 180, 240, 360};
  private static final int MOST_STEPS = 5;
  private static final long MINUTE = 60_000;

  LimitPicture {
    points = List.copyOf(points);
  }

  Png png() {
    var canvas = new Canvas(WIDTH, HEIGHT, GROUND);
    double top = top();
    grid(canvas, top);
    area(canvas, top);
    clock(canvas);
    limitLine(canvas, top);
    moment(canvas, firedAt, "fired", BAD);
    moment(canvas, resolvedAt, "resolved", OVER);
    line(canvas, top, false);
    line(canvas, top, true);
    end(canvas, top);
    return new Png(canvas.png());
  }

  /** Where the limit's line is, in pixels from the top. */
  double limitY() {
    return y(limit, top());
  }

  /** Where a moment is, in pixels from the left. */
  double x(long time) {
    double share = (double) (time - from) / Math.max(1, to - from);
    return LEFT + Math.clamp(share, 0.0, 1.0) * (RIGHT - LEFT);
  }

  private static double y(double value, double top) {
    return BOTTOM - Math.clamp(value / top, 0.0, 1.0) * (BOTTOM - TOP);
  }

  /** The value at the upper edge: 100% for percent, else somewhat more than all there is. */
  private double top() {
    double most = points.stream().mapToDouble(LastHour.Point::value).max().orElse(0);
    most = Math.max(most, limit);
    if (unit == LimitType.Unit.PERCENT && most <= 100) {
      return 100;
    }
    if (most <= 0) {
      return 1;
    }
    double step = unit == LimitType.Unit.SECONDS ? seconds(most) : 1;
    double power = step * Math.pow(10, Math.floor(Math.log10(most * 1.1 / step)));
    for (double round : new double[] {1, 2, 3, 4, 5, 6, 8}) {
      if (most * 1.1 <= round * power) {
        return round * power;
      }
    }
    return 10 * power;
  }

  private static double seconds(double most) {
    return most < 3600 ? 60 : most < 86_400 ? 3600 : 86_400;
  }

  private void grid(Canvas canvas, double top) {
    for (double share : new double[] {0, 0.5, 1}) {
      int y = (int) Math.round(y(share * top, top));
      canvas.fill(LEFT, y - 1, RIGHT, y + 1, GRID, 1);
      String label = axis(share * top);
      text(canvas, label, LEFT - 14 - StrokeFont.width(label, SCALE), y - 10, WORDS);
    }
  }

  private String axis(double value) {
    String label = value == 0 ? "0" : Quantity.limit(unit, value);
    return label.split(" ", 2)[0];
  }

  /** The ground under the line. */
  private void area(Canvas canvas, double top) {
    for (var pair : pairs()) {
      int from = (int) Math.round(x(pair.getFirst().timeMillis()));
      int to = (int) Math.round(x(pair.getLast().timeMillis()));
      double first = y(pair.getFirst().value(), top);
      double last = y(pair.getLast().value(), top);
      for (int x = from; x < to; x++) {
        double y = first + (last - first) * (x - from) / Math.max(1, to - from);
        canvas.fill(x, (int) Math.round(y), x + 1, BOTTOM, GOOD, 0.125);
      }
    }
  }

  /** Neighbours in time; where values are missing in between, the line breaks. */
  private List<List<LastHour.Point>> pairs() {
    var pairs = new ArrayList<List<LastHour.Point>>();
    long usual = usualStep();
    for (int i = 1; i < points.size(); i++) {
      var pair = points.subList(i - 1, i + 1);
      if (pair.getLast().timeMillis() - pair.getFirst().timeMillis() <= 2 * usual) {
        pairs.add(pair);
      }
    }
    return pairs;
  }

  /** The step that half of the points keep at most. */
  private long usualStep() {
    var steps = new ArrayList<Long>();
    for (int i = 1; i < points.size(); i++) {
      steps.add(points.get(i).timeMillis() - points.get(i - 1).timeMillis());
    }
    steps.sort(null);
    return steps.isEmpty() ? 0 : Math.max(5 * MINUTE, steps.get(steps.size() / 2));
  }

  private void clock(Canvas canvas) {
    long step = STEPS[STEPS.length - 1] * MINUTE;
    for (int i = STEPS.length - 1; i >= 0 && (to - from) / (STEPS[i] * MINUTE) <= MOST_STEPS; i--) {
      step = STEPS[i] * MINUTE;
    }
    long offset = zone.getRules().getOffset(Instant.ofEpochMilli(to)).getTotalSeconds() * 1000L;
    for (long time = Math.ceilDiv(from + offset, step) * step - offset; time <= to; time += step) {
      int x = (int) Math.round(x(time));
      canvas.fill(x - 1, BOTTOM, x + 1, BOTTOM + 8, GRID, 1);
      String label = CLOCK.format(Instant.ofEpochMilli(time).atZone(zone));
      text(canvas, label, x - StrokeFont.width(label, SCALE) / 2, BOTTOM + 20, WORDS);
    }
  }

  private void limitLine(Canvas canvas, double top) {
    int y = (int) Math.round(y(limit, top));
    for (int x = LEFT; x < RIGHT; x += 16) {
      canvas.fill(x, y - 1, Math.min(x + 10, RIGHT), y + 2, BAD, 1);
    }
    String label = "limit " + Quantity.limit(unit, limit);
    boolean under = y < TOP + 40;
    text(canvas, label, LEFT + 10, under ? y + 12 : y - 30, BAD);
  }

  private void moment(Canvas canvas, @Nullable Long time, String label, int colour) {
    if (time == null || time < from || time > to) {
      return;
    }
    int x = (int) Math.round(x(time));
    for (int y = TOP - 8; y < BOTTOM; y += 12) {
      canvas.fill(x - 1, y, x + 2, Math.min(y + 7, BOTTOM), colour, 1);
    }
    double width = StrokeFont.width(label, SCALE);
    text(canvas, label, Math.clamp(x - width / 2, LEFT, WIDTH - 12 - width), 8, colour);
  }

  /** The line's good or bad pieces, cut where they cross the limit. */
  private void line(Canvas canvas, double top, boolean bad) {
    var segments = new ArrayList<Segment>();
    for (var pair : pairs()) {
      var a = pair.getFirst();
      var b = pair.getLast();
      double cut = (limit - a.value()) / (b.value() - a.value());
      boolean cuts = cut > 0 && cut < 1;
      double middle = cuts ? cut : 1;
      if (isBad(a.value(), b.value()) == bad) {
        segments.add(piece(a, b, 0, middle, top));
      }
      if (cuts && isBad(b.value(), a.value()) == bad) {
        segments.add(piece(a, b, middle, 1, top));
      }
    }
    canvas.stroke(segments, 5, bad ? BAD : GOOD);
  }

  /** Whether the piece next to this value is on the bad side; at the limit, the other end says. */
  private boolean isBad(double near, double far) {
    double value = near == limit ? far : near;
    return direction == Limit.Direction.ABOVE ? value > limit : value < limit;
  }

  private Segment piece(LastHour.Point a, LastHour.Point b, double from, double to, double top) {
    double width = x(b.timeMillis()) - x(a.timeMillis());
    double height = y(b.value(), top) - y(a.value(), top);
    return new Segment(
        x(a.timeMillis()) + from * width,
        y(a.value(), top) + from * height,
        x(a.timeMillis()) + to * width,
        y(a.value(), top) + to * height);
  }

  /** A dot at the last value, and the value beside it. */
  private void end(Canvas canvas, double top) {
    var last = points.getLast();
    int colour = isBad(last.value(), last.value()) ? BAD : GOOD;
    double x = x(last.timeMillis());
    double y = y(last.value(), top);
    canvas.stroke(List.of(new Segment(x, y, x, y)), 15, colour);
    String label = Quantity.value(unit, last.value()).split(" ", 2)[0];
    double left = Math.min(x + 16, WIDTH - 8 - StrokeFont.width(label, SCALE));
    text(canvas, label, left, Math.clamp(y - 10, TOP - 20, BOTTOM - 20), colour);
  }

  private static void text(Canvas canvas, String text, double left, double top, int colour) {
    canvas.stroke(StrokeFont.lines(text, left, top, SCALE), PEN, colour);
  }
}
