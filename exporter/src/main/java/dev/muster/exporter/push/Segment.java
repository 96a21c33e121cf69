package dev.muster.exporter.push;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file of the queue and what is in it. Its name is {@code FIRST-THINNED.readings}: the number
 * of its first reading, and how often it was thinned.
 */
final class Segment {
  private static final Pattern NAME = Pattern.compile("(\\d{1,18})-(\\d)\\.readings");

  private final Path path;
  private final long first;
  private final int thinned;
  private long last;
  private long newestMillis;
  private long bytes = SegmentWriter.MAGIC.length;
  private long samples;

  private Segment(Path path, long first, int thinned) {
    this.path = path;
    this.first = first;
    this.thinned = thinned;
  }

  static Segment named(Path folder, long first, int thinned) {
    return new Segment(
        folder.resolve("%018d-%d.readings".formatted(first, thinned)), first, thinned);
  }

  /** The segment of a file of that name; null if it is none of them. */
  static @Nullable Segment at(Path path) {
    Matcher name = NAME.matcher(path.getFileName().toString());
    return name.matches()
        ? new Segment(path, Long.parseLong(name.group(1)), Integer.parseInt(name.group(2)))
        : null;
  }

  /**
   * Looks through the file.
   *
   * @param done readings up to this number are not waiting any more
   * @return whether all of it can be read
   */
  boolean scan(long done) throws IOException {
    try (var reader = SegmentReader.open(path)) {
      for (SegmentReader.Head head = reader.nextHead(); head != null; head = reader.nextHead()) {
        last = head.number();
        newestMillis = head.timeMillis();
        samples += head.number() > done ? head.samples() : 0;
      }
      bytes = reader.position();
      return !reader.isDamaged();
    }
  }

  void added(Reading reading, int written) {
    last = reading.number();
    newestMillis = reading.timeMillis();
    bytes += written;
    samples += reading.samples();
  }

  /** So many of its samples do not wait any more. */
  void less(long fewer) {
    samples -= fewer;
  }

  Path path() {
    return path;
  }

  long first() {
    return first;
  }

  int thinned() {
    return thinned;
  }

  /** The number of its last reading, 0 if it has none. */
  long last() {
    return last;
  }

  long newestMillis() {
    return newestMillis;
  }

  long bytes() {
    return bytes;
  }

  /** The samples in it that wait. */
  long samples() {
    return samples;
  }
}
