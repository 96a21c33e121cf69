package dev.muster.exporter.push;

import dev.muster.metrics.StaleMarker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes room by leaving out every other reading of a segment. Twice the interval remains, and twice
 * that the next time, but never more than {@link #WIDEST}: with a gap of five minutes a receiver
 * takes a series for ended. Stale markers of what is left out stay.
 */
final class Thinning {
  private static final Duration WIDEST = Duration.ofMinutes(4);
  private static final int MOST = 9;

  private final Path folder;
  private final Duration interval;

  Thinning(Path folder, Duration interval) {
    this.folder = folder;
    this.interval = interval;
  }

  /** Whether a segment may be thinned once more. */
  boolean canThin(Segment segment) {
    return segment.thinned() < MOST && spacing(segment.thinned() + 1).compareTo(WIDEST) <= 0;
  }

  private Duration spacing(int thinned) {
    return interval.multipliedBy(1L << thinned);
  }

  /**
   * Puts a thinner segment in the place of one.
   *
   * @param done its readings up to this number are left out, for they do not wait any more
   */
  Segment thin(Segment old, long done) throws IOException {
    int thinned = old.thinned() + 1;
    Segment thinner = Segment.named(folder, old.first(), thinned);
    Path draft = folder.resolve("thinned.new");
    Files.deleteIfExists(draft);
    try (var in = SegmentReader.open(old.path())) {
      // Readings come up to a quarter of the interval late, and are kept all the same.
      long apart = spacing(thinned).minus(interval.dividedBy(4)).toMillis();
      write(in, draft, done, apart);
    }
    Files.move(draft, thinner.path(), StandardCopyOption.ATOMIC_MOVE);
    Files.delete(old.path());
    thinner.scan(done);
    return thinner;
  }

  private static void write(SegmentReader in, Path draft, long done, long apartMillis)
      throws IOException {
    SegmentWriter out = null;
    long kept = Long.MIN_VALUE / 2;
    try {
      for (Reading reading = in.next(); reading != null; reading = in.next()) {
        boolean keep = Math.abs(reading.timeMillis() - kept) >= apartMillis;
        Reading left = keep ? reading : markersOf(reading);
        if (reading.number() > done && left != null) {
          kept = keep ? reading.timeMillis() : kept;
          out = out == null ? SegmentWriter.create(draft, reading.table()) : out;
          out.append(left);
        }
      }
      if (out == null) {
        Files.write(draft, SegmentWriter.MAGIC);
      } else {
        out.force();
      }
    } finally {
      if (out != null) {
        out.close();
      }
    }
  }

  /** Its stale markers alone; null where it has none. */
  private static @Nullable Reading markersOf(Reading reading) {
    long[] bits =
        Arrays.stream(reading.bits())
            .map(each -> each == StaleMarker.BITS ? each : Reading.ABSENT)
            .toArray();
    var markers = Reading.of(reading.number(), reading.timeMillis(), reading.table(), bits);
    return markers.samples() == 0 ? null : markers;
  }
}
