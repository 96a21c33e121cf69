package dev.muster.archive;

import java.nio.file.Path;
import java.time.Instant;

/**
 * Prints how long an archive takes to open, such as one whose {@link PacedFigures} was killed. Not
 * a test: run by hand, with the file and the Unix milliseconds of its newest scrape.
 */
final class StartFigures {
  private StartFigures() {}

  public static void main(String[] arguments) {
    var now = Instant.ofEpochMilli(Long.parseLong(arguments[1]));
    long begun = System.nanoTime();
    try (var archive = Archive.open(Path.of(arguments[0]), () -> now, Pace.SERVER)) {
      System.out.printf(
          "open in %.0f ms: %d series, %d scrapes in the head, %d segments%n",
          (System.nanoTime() - begun) / 1e6,
          archive.seriesCount(),
          archive.holdings().headSize(),
          archive.holdings().segments().size());
    }
  }
}
