package dev.muster.alertbridge;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** Pixels to draw on, with smooth edges. The origin is at the top left; colours are 0xRRGGBB. */
final class Canvas {
  private final int width;
  private final int height;
  private final int[] rgb;

  /** A piece of a line. */
  record Segment(double x1, double y1, double x2, double y2) {
    private double distance(double x, double y) {
      double dx = x2 - x1;
      double dy = y2 - y1;
      double square = dx * dx + dy * dy;
      double along =
          square == 0 ? 0 : Math.clamp(((x - x1) * dx + (y - y1) * dy) / square, 0.0, 1.0);
      return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
    }
  }

  Canvas(int width, int height, int background) {
    this.width = width;
    this.height = height;
    this.rgb = new int[width * height];
    Arrays.fill(rgb, background);
  }

  /** The file of what was drawn. */
  byte[] png() {
    return PngFile.of(width, height, rgb);
  }

  /** Fills whole pixels; what lies outside is cut off. */
  void fill(int left, int top, int right, int bottom, int colour, double opacity) {
    for (int y = Math.max(0, top); y < Math.min(height, bottom); y++) {
      for (int x = Math.max(0, left); x < Math.min(width, right); x++) {
        blend(x, y, colour, opacity);
      }
    }
  }

  /** Draws lines of one colour; where they meet or cross it is not darker. */
  void stroke(List<Segment> segments, double thickness, int colour) {
    if (segments.isEmpty()) {
      return;
    }
    double reach = thickness / 2 + 1;
    int left = bound(segments.stream().mapToDouble(s -> Math.min(s.x1, s.x2)).min(), -reach, width);
    int right = bound(segments.stream().mapToDouble(s -> Math.max(s.x1, s.x2)).max(), reach, width);
    int top = bound(segments.stream().mapToDouble(s -> Math.min(s.y1, s.y2)).min(), -reach, height);
    int low = bound(segments.stream().mapToDouble(s -> Math.max(s.y1, s.y2)).max(), reach, height);
    var covered = new double[(right - left + 1) * (low - top + 1)];
    for (var segment : segments) {
      cover(segment, reach, covered, left, top, right, low);
    }
    for (int y = top; y < low; y++) {
      for (int x = left; x < right; x++) {
        blend(x, y, colour, covered[(y - top) * (right - left) + x - left]);
      }
    }
  }

  private static int bound(OptionalDouble edge, double reach, int most) {
    return (int) Math.clamp(Math.round(edge.orElse(0) + reach), 0L, most);
  }

  private static void cover(
      Segment segment, double reach, double[] covered, int left, int top, int right, int low) {
    int fromX = (int) Math.max(left, Math.min(segment.x1, segment.x2) - reach);
    int toX = (int) Math.min(right - 1.0, Math.max(segment.x1, segment.x2) + reach);
    int fromY = (int) Math.max(top, Math.min(segment.y1, segment.y2) - reach);
    int toY = (int) Math.min(low - 1.0, Math.max(segment.y1, segment.y2) + reach);
    for (int y = fromY; y <= toY; y++) {
      for (int x = fromX; x <= toX; x++) {
        int at = (y - top) * (right - left) + x - left;
        double share = reach - 0.5 - segment.distance(x + 0.5, y + 0.5);
        covered[at] = Math.max(covered[at], Math.clamp(share, 0.0, 1.0));
      }
    }
  }

  /** In sixteenths, so that few colours come of it. */
  private void blend(int x, int y, int colour, double opacity) {
    int share = (int) Math.round(opacity * 16);
    if (share > 0) {
      int at = y * width + x;
      int below = rgb[at];
      rgb[at] =
          mixed(below >> 16 & 0xff, colour >> 16 & 0xff, share) << 16
              | mixed(below >> 8 & 0xff, colour >> 8 & 0xff, share) << 8
              | mixed(below & 0xff, colour & 0xff, share);
    }
  }

  private static int mixed(int below, int above, int share) {
    return (below * (16 - share) + above * share + 8) / 16;
  }
}
