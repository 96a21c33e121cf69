package dev.muster.exporter.push;

import dev.muster.exporter.push.PushCounts.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue's files, oldest first, within their bounds: the newest is written to, the oldest is
 * read and sent. To be used by one thread at a time.
 *
 * <p>When there are more bytes than allowed, the segment that was thinned least, of these the
 * oldest, is {@link Thinning thinned}; the oldest readings go only when nothing can be thinned any
 * more, or when they are too old.
 */
final class Segments implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Segments.class);

  /** After the machine's own end readings of the last minute may be missing. */
  private static final Duration BETWEEN_FORCES = Duration.ofMinutes(1);

  private static final long LONGEST = 1 << 20;
  private static final int AT_LEAST = 8;

  private final Path folder;
  private final PushSettings.Queue bounds;
  private final Thinning thinning;
  private final PushCounts counts;
  private final InstantSource clock;
  private final List<Segment> segments = new ArrayList<>();
  private @Nullable SegmentWriter writer;
  private long forcedMillis;

  private Segments(
      Path folder,
      PushSettings.Queue bounds,
      Thinning thinning,
      PushCounts counts,
      InstantSource clock) {
    this.folder = folder;
    this.bounds = bounds;
    this.thinning = thinning;
    this.counts = counts;
    this.clock = clock;
    this.forcedMillis = clock.millis();
  }

  /**
   * What an earlier run has left.
   *
   * @param done readings up to this number do not wait any more
   */
  static Segments open(
      Path folder,
      PushSettings.Queue bounds,
      Thinning thinning,
      PushCounts counts,
      InstantSource clock,
      long done)
      throws IOException {
    var all = new Segments(folder, bounds, thinning, counts, clock);
    for (Path file : all.files()) {
      all.found(file, done);
    }
    return all;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted(Comparator.comparing(Path::getFileName)).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void found(Path file, long done) throws IOException {
    Segment segment = Segment.at(file);
    if (segment == null) {
      return;
    }
    if (!segments.isEmpty() && segments.getLast().first() == segment.first()) {
      Files.delete(segments.removeLast().path()); // was thinned when the last run ended
    }
    if (!segment.scan(done)) {
      LOG.warn(
          "msg=\"a file of the push queue is cut short or damaged, what comes before is used\""
              + " file={} usable_bytes={}",
          file,
          segment.bytes());
    }
    if (segment.last() <= done) {
      Files.delete(file);
    } else {
      segments.add(segment);
    }
  }

  boolean isEmpty() {
    return segments.isEmpty();
  }

  Segment head() {
    return segments.getFirst();
  }

  /** Whether readings are still added to it. */
  boolean isGrowing(Segment segment) {
    return writer != null && segment == segments.getLast();
  }

  /** The number of the last reading. */
  long last() {
    return segments.isEmpty() ? 0 : segments.getLast().last();
  }

  long samples() {
    return segments.stream().mapToLong(Segment::samples).sum();
  }

  long bytes() {
    return segments.stream().mapToLong(Segment::bytes).sum();
  }

  void append(Reading reading) throws IOException {
    long longest = Math.min(LONGEST, bounds.bytes() / AT_LEAST);
    if (writer != null
        && (writer.table() != reading.table() || segments.getLast().bytes() >= longest)) {
      endGrowing();
    }
    if (writer == null) {
      Segment segment = Segment.named(folder, reading.number(), 0);
      writer = SegmentWriter.create(segment.path(), reading.table());
      segments.add(segment);
    }
    try {
      segments.getLast().added(reading, writer.append(reading));
      forceNowAndThen(writer);
    } catch (IOException e) {
      abandonGrowing();
      throw e;
    }
  }

  private void forceNowAndThen(SegmentWriter growing) throws IOException {
    long since = clock.millis() - forcedMillis;
    if (since < 0 || since >= BETWEEN_FORCES.toMillis()) {
      growing.force();
      forcedMillis = clock.millis();
    }
  }

  private void endGrowing() throws IOException {
    if (writer != null) {
      try (SegmentWriter ending = writer) {
        writer = null;
        ending.force();
      }
    }
  }

  /** After a failed write nothing may be added behind what is broken. */
  private void abandonGrowing() {
    try {
      endGrowing();
    } catch (IOException e) {
      LOG.debug("msg=\"closing a file of the push queue failed\"", e);
    }
    if (!segments.isEmpty() && segments.getLast().last() == 0) {
      delete(segments.removeLast());
    }
  }

  /** Takes a segment away with all that is in it. */
  void remove(Segment segment) {
    SegmentWriter ending = isGrowing(segment) ? writer : null;
    try {
      if (ending != null) {
        writer = null;
        ending.close();
      }
    } catch (IOException e) {
      LOG.debug("msg=\"closing a file of the push queue failed\"", e);
    }
    segments.remove(segment);
    delete(segment);
  }

  private static void delete(Segment segment) {
    try {
      Files.deleteIfExists(segment.path());
    } catch (IOException e) {
      LOG.warn(
          "msg=\"a file of the push queue cannot be deleted\" file={} reason=\"{}\"",
          segment.path(),
          e.toString());
    }
  }

  /**
   * Gives up what is more than the bounds allow.
   *
   * @param headIsRead the oldest segment stays as it is, for it is being sent
   * @param done readings up to this number do not wait any more
   */
  void enforce(boolean headIsRead, long done) {
    int from = headIsRead ? 1 : 0;
    long oldest = clock.millis() - bounds.age().toMillis();
    while (from < segments.size() && segments.get(from).newestMillis() < oldest) {
      drop(segments.get(from), Reason.OLD);
    }
    while (bytes() > bounds.bytes() && from < segments.size()) {
      Segment thick = leastThinned(from);
      if (thick == null) {
        drop(segments.get(from), Reason.FULL);
      } else {
        thin(thick, done);
      }
    }
  }

  private void drop(Segment segment, Reason why) {
    counts.dropped(why, segment.samples());
    remove(segment);
  }

  private @Nullable Segment leastThinned(int from) {
    Segment least = null;
    for (Segment each : segments.subList(from, segments.size())) {
      if (!isGrowing(each)
          && thinning.canThin(each)
          && (least == null || each.thinned() < least.thinned())) {
        least = each;
      }
    }
    return least;
  }

  private void thin(Segment segment, long done) {
    int place = segments.indexOf(segment);
    try {
      Segment thinner = thinning.thin(segment, done);
      counts.dropped(Reason.THINNED, segment.samples() - thinner.samples());
      segments.set(place, thinner);
    } catch (IOException e) {
      LOG.warn(
          "msg=\"a file of the push queue cannot be thinned, it is given up\" file={} reason=\"{}\"",
          segment.path(),
          e.toString());
      drop(segment, Reason.DAMAGED);
    }
  }

  @Override
  public void close() throws IOException {
    endGrowing();
  }
}
