package dev.muster.alertbridge;

import static java.util.Map.entry;

import dev.muster.alertbridge.Canvas.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Muster's own letters for pictures, drawn as lines; so that a picture needs no fonts on the server
 * and looks the same on all. Only those that pictures need. In units: figures are 10 high, the
 * baseline is at 10.
 */
final class StrokeFont {
  private static final double GAP = 2.2;
  private static final int CURVE = 8;

  /**
   * How wide a letter is and how it is drawn: M moves to a point, L draws a line to one, Q a curve
   * to the second of two, E an ellipse of centre and radii.
   */
  private record Glyph(double width, String path) {}

  private static final Map<Character, Glyph> GLYPHS =
      Map.ofEntries(
          entry(' ', new Glyph(1.6, "")),
          entry('0', new Glyph(6, "E 3 5 3 5")),
          entry('1', new Glyph(4, "M 0.6 2.2 L 3 0 L 3 10")),
          entry(
              '2',
              new Glyph(
                  6, "M 0.2 2.8 Q 0.3 0 3 0 Q 5.7 0 5.7 2.8 Q 5.7 4.8 3.4 6.8 L 0 10 L 6 10")),
          entry(
              '3',
              new Glyph(
                  6,
                  "M 0.4 1.9 Q 0.9 0 3 0 Q 5.6 0 5.6 2.4 Q 5.6 4.7 2.6 4.7"
                      + " Q 6 4.7 6 7.3 Q 6 10 3 10 Q 0.5 10 0 7.9")),
          entry('4', new Glyph(6.2, "M 4.6 10 L 4.6 0 L 0 7 L 6.2 7")),
          entry(
              '5',
              new Glyph(
                  6,
                  "M 5.5 0 L 1 0 L 0.6 4.6 Q 1.6 3.7 3 3.7 Q 6 3.7 6 6.8 Q 6 10 3 10 Q 0.6 10 0 8.2")),
          entry(
              '6',
              new Glyph(
                  6,
                  "M 5.4 1.4 Q 4.8 0 3.2 0 Q 0 0 0 5.4 Q 0 10 3 10 Q 6 10 6 6.9 Q 6 3.9 3.2 3.9 Q 0.6 3.9 0 6.4")),
          entry('7', new Glyph(6, "M 0 0 L 6 0 L 2.2 10")),
          entry('8', new Glyph(6, "E 3 2.4 2.6 2.4 E 3 7.4 3 2.6")),
          entry(
              '9',
              new Glyph(
                  6,
                  "M 0.6 8.6 Q 1.2 10 2.8 10 Q 6 10 6 4.6 Q 6 0 3 0 Q 0 0 0 3.1 Q 0 6.1 2.8 6.1 Q 5.4 6.1 6 3.6")),
          entry('%', new Glyph(8.4, "E 1.8 2.2 1.8 2.2 E 6.6 7.8 1.8 2.2 M 7 0 L 1.4 10")),
          entry('.', new Glyph(0.6, "M 0.3 9.8 L 0.3 9.8")),
          entry(':', new Glyph(0.6, "M 0.3 3.4 L 0.3 3.4 M 0.3 8.8 L 0.3 8.8")),
          entry('-', new Glyph(3.6, "M 0 6 L 3.6 6")),
          entry('d', new Glyph(5.2, "E 2.6 6.8 2.6 3.2 M 5.2 0 L 5.2 10")),
          entry(
              'e',
              new Glyph(
                  5.2,
                  "M 0 6.7 L 5.2 6.7 Q 5.2 3.6 2.6 3.6 Q 0 3.6 0 6.8 Q 0 10 2.7 10 Q 4.2 10 4.9 8.8")),
          entry('f', new Glyph(3.2, "M 3.4 0.2 Q 1.2 -0.3 1.2 2.2 L 1.2 10 M 0 3.6 L 3.2 3.6")),
          entry(
              'h',
              new Glyph(4.8, "M 0 0 L 0 10 M 0 6.2 Q 0.3 3.6 2.5 3.6 Q 4.8 3.6 4.8 6.2 L 4.8 10")),
          entry('i', new Glyph(0.6, "M 0.3 3.6 L 0.3 10 M 0.3 0.9 L 0.3 0.9")),
          entry('l', new Glyph(0.6, "M 0.3 0 L 0.3 10")),
          entry(
              'm',
              new Glyph(
                  7.6,
                  "M 0 3.6 L 0 10 M 0 6 Q 0.3 3.6 2 3.6 Q 3.8 3.6 3.8 6 L 3.8 10"
                      + " M 3.8 6 Q 4.1 3.6 5.8 3.6 Q 7.6 3.6 7.6 6 L 7.6 10")),
          entry(
              'n',
              new Glyph(
                  4.8, "M 0 3.6 L 0 10 M 0 6.2 Q 0.3 3.6 2.5 3.6 Q 4.8 3.6 4.8 6.2 L 4.8 10")),
          entry('o', new Glyph(5.2, "E 2.6 6.8 2.6 3.2")),
          entry('r', new Glyph(3, "M 0 3.6 L 0 10 M 0 6.4 Q 0.5 3.6 3 3.7")),
          entry(
              's',
              new Glyph(
                  4.2,
                  "M 4 4.7 Q 3.4 3.6 2.1 3.6 Q 0.3 3.6 0.3 5.2 Q 0.3 6.5 2.1 6.8"
                      + " Q 4.2 7.1 4.2 8.4 Q 4.2 10 2.1 10 Q 0.5 10 0 8.8")),
          entry('t', new Glyph(3.2, "M 1.3 1.4 L 1.3 8.2 Q 1.3 10.2 3.2 9.8 M 0 3.6 L 3.2 3.6")),
          entry('v', new Glyph(4.8, "M 0 3.6 L 2.4 10 L 4.8 3.6")),
          entry('w', new Glyph(7.2, "M 0 3.6 L 1.8 10 L 3.6 4.2 L 5.4 10 L 7.2 3.6")));

  private StrokeFont() {}

  /** How wide a text is, in pixels at this scale; letters it does not have are blanks. */
  static double width(String text, double scale) {
    double units = text.isEmpty() ? 0 : -GAP;
    for (int i = 0; i < text.length(); i++) {
      units += glyph(text.charAt(i)).width() + GAP;
    }
    return units * scale;
  }

  /** The lines of a text whose figures begin at this corner. */
  static List<Segment> lines(String text, double left, double top, double scale) {
    var lines = new ArrayList<Segment>();
    double x = left;
    for (int i = 0; i < text.length(); i++) {
      var glyph = glyph(text.charAt(i));
      draw(glyph.path(), x, top, scale, lines);
      x += (glyph.width() + GAP) * scale;
    }
    return lines;
  }

  private static Glyph glyph(char c) {
    return GLYPHS.getOrDefault(c, new Glyph(1.6, ""));
  }

  private static void draw(String path, double x, double y, double scale, List<Segment> lines) {
    if (path.isEmpty()) {
      return;
    }
    String[] words = path.split(" ", -1);
    double atX = 0;
    double atY = 0;
    for (int i = 0; i < words.length; ) {
      String step = words[i];
      int values = step.equals("M") || step.equals("L") ? 2 : 4;
      var v = new double[values];
      for (int k = 0; k < values; k++) {
        boolean across = k % 2 == 0;
        boolean radius = step.equals("E") && k >= 2;
        v[k] = Double.parseDouble(words[i + 1 + k]) * scale + (radius ? 0 : across ? x : y);
      }
      switch (step) {
        case "L" -> lines.add(new Segment(atX, atY, v[0], v[1]));
        case "Q" -> curve(atX, atY, v, lines);
        case "E" -> ellipse(v, lines);
        default -> {} // A move draws nothing.
      }
      atX = v[values - 2];
      atY = v[values - 1];
      i += values + 1;
    }
  }

  private static void curve(double x, double y, double[] v, List<Segment> lines) {
    double fromX = x;
    double fromY = y;
    for (int i = 1; i <= CURVE; i++) {
      double t = (double) i / CURVE;
      double toX = (1 - t) * (1 - t) * x + 2 * t * (1 - t) * v[0] + t * t * v[2];
      double toY = (1 - t) * (1 - t) * y + 2 * t * (1 - t) * v[1] + t * t * v[3];
      lines.add(new Segment(fromX, fromY, toX, toY));
      fromX = toX;
      fromY = toY;
    }
  }

  private static void ellipse(double[] v, List<Segment> lines) {
    int pieces = 3 * CURVE;
    for (int i = 0; i < pieces; i++) {
      double from = 2 * Math.PI * i / pieces;
      double to = 2 * Math.PI * (i + 1) / pieces;
      lines.add(
          new Segment(
              v[0] + v[2] * Math.cos(from),
              v[1] + v[3] * Math.sin(from),
              v[0] + v[2] * Math.cos(to),
              v[1] + v[3] * Math.sin(to)));
    }
  }
}
