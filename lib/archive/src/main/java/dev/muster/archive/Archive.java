package dev.muster.archive;

import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.SeriesReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The archive: one SQLite file with samples, events, alerts and the views other programs read. */
public final class Archive implements SeriesReader, SampleWriter, AutoCloseable {
  /**
   * Opens or makes the archive.
   *
   * @throws dev.muster.sqlite.DatabaseException if the file cannot be opened, is damaged, or was
   *     written by a newer version
   */
  public static Archive open(Path file, InstantSource clock) {
    throw new UnsupportedOperationException(file + " " + clock);
  }

  @Override
  public CompletableFuture<Void> append(SampleBatch batch) {
    throw new UnsupportedOperationException(batch.client());
  }

  @Override
  public List<Series> select(Selection selection) {
    throw new UnsupportedOperationException(selection.toString());
  }

  /** Makes the view of clients hold just these. Samples, events and alerts of others stay. */
  public CompletableFuture<Void> setClients(List<ClientRow> clients) {
    throw new UnsupportedOperationException(clients.toString());
  }

  /** How long samples and events are kept; older ones go in small steps in the background. */
  public void setRetention(Duration retention) {
    throw new UnsupportedOperationException(retention.toString());
  }

  /** Notes why the last scrape of a client failed; "" clears it. Shown in {@code client_status}. */
  public void noteScrapeError(String client, String reason) {
    throw new UnsupportedOperationException(client + reason);
  }

  public EventStore events() {
    throw new UnsupportedOperationException();
  }

  public AlertStore alerts() {
    throw new UnsupportedOperationException();
  }

  public FleetStatus status() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
