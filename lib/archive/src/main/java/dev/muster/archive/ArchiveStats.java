package dev.muster.archive;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an archive file holds and what that takes. Times are Unix milliseconds, null where there is
 * no scrape.
 *
 * @param version of the file's format
 * @param fileBytes without the write-ahead log
 * @param logBytes the write-ahead log
 * @param freeBytes pages of the file that wait to be used again
 * @param headScrapes scrapes that are not sealed yet
 * @param oldScrapes scrapes in the layout of version 1, which are moved in the background
 * @param segments sealed scrapes of a group of targets in a window of time
 * @param pushedSamples samples that came by remote write or import, sealed or not
 * @param rollups of 5 minutes and of an hour
 * @param largest the metrics whose sealed blocks take the most, in the newest segments
 */
public record ArchiveStats(
    int version,
    long fileBytes,
    long logBytes,
    long freeBytes,
    long targets,
    long series,
    long headScrapes,
    long headBytes,
    long oldScrapes,
    long segments,
    long sealedBytes,
    long pushedSamples,
    long pushedBytes,
    @Nullable Long oldest,
    @Nullable Long newest,
    long events,
    long alerts,
    long mails,
    List<RollupRows> rollups,
    List<MetricBytes> largest) {
  /**
   * Rollups of one length of window.
   *
   * @param rows each has up to 24 windows of a series
   * @param bytes of their columns
   */
  public record RollupRows(int seconds, long rows, long bytes) {}

  /** A metric and what its sealed blocks take. */
  public record MetricBytes(String metric, long bytes) {}

  public ArchiveStats {
    rollups = List.copyOf(rollups);
    largest = List.copyOf(largest);
  }
}
