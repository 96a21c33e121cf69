package dev.muster.console.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Muster itself is. Times in Unix seconds, null where not known.
 *
 * @param startedAt when this process opened its archive
 * @param trouble one sentence about what does not work, "" for none
 */
public record Health(
    String version,
    double startedAt,
    String trouble,
    Archive archive,
    Scrapes scrapes,
    Outbox outbox,
    Rules rules,
    List<Receiver> remoteWrite,
    Memory memory,
    int threads) {
  public Health {
    remoteWrite = List.copyOf(remoteWrite);
  }

  /**
   * The archive.
   *
   * @param bytes of the file without its log
   * @param walBytes of the write-ahead log
   * @param samplesPerSecond that the last scrapes brought, over the scrape interval
   * @param oldest when the oldest sample is from
   * @param damagedRows how often a read met a damaged row and left it out
   */
  public record Archive(
      long bytes,
      long walBytes,
      long series,
      double samplesPerSecond,
      @Nullable Double oldest,
      long damagedRows) {}

  /**
   * Scraping.
   *
   * @param lateSeconds how long ago the scrape began that was to be repeated longest ago, beyond
   *     its interval; 0 where all are in time
   * @param slowestSeconds how long the slowest of the last scrapes took
   */
  public record Scrapes(
      int targets, int up, double intervalSeconds, double lateSeconds, double slowestSeconds) {}

  /**
   * What waits to be told.
   *
   * @param oldest when the oldest of it was queued
   */
  public record Outbox(int queued, @Nullable Double oldest) {}

  /** Rules of Prometheus rule files. */
  public record Rules(int groups, int rules, int failing) {}

  /**
   * Somebody samples are sent on to.
   *
   * @param lastSuccess when it took something last
   * @param problem why sending fails, "" where it does not
   */
  public record Receiver(
      String name,
      String url,
      long sent,
      long pending,
      long lost,
      @Nullable Double lastSuccess,
      String problem) {
    public Receiver {
      name = name.isEmpty() ? url : name;
    }
  }

  /** The heap of this process, in bytes. */
  public record Memory(long usedBytes, long maxBytes) {}
}
