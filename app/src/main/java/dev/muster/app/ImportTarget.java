package dev.muster.app;

import dev.muster.archive.Archive;
import dev.muster.archive.PushReceipt;
import dev.muster.archive.PushedSeries;
import dev.muster.archive.PushesWaitException;
import dev.muster.archive.RefusedSamplesException;
import dev.muster.sqlite.DatabaseException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Where imported samples go. */
interface ImportTarget extends AutoCloseable {
  /**
   * Writes a batch whole or not at all; the future completes once it is on disk, and fails with an
   * {@link AppException}.
   */
  CompletableFuture<PushReceipt> write(List<PushedSeries> batch);

  @Override
  void close();

  /** An archive that no server has open. */
  final class Folder implements ImportTarget {
    private final Archive archive;

    Folder(Path data) {
      DataFolder.openOrMake(data);
      archive = Archive.open(data.resolve("archive.db"), InstantSource.system());
    }

    @Override
    public CompletableFuture<PushReceipt> write(List<PushedSeries> batch) {
      return archive.push(batch).exceptionallyCompose(e -> CompletableFuture.failedFuture(why(e)));
    }

    private static AppException why(Throwable failure) {
      Throwable cause =
          failure instanceof CompletionException wrapped && wrapped.getCause() != null
              ? wrapped.getCause()
              : failure;
      return switch (cause) {
        case RefusedSamplesException e -> new AppException(String.valueOf(e.getMessage()), e);
        case PushesWaitException e -> new AppException(String.valueOf(e.getMessage()), e);
        case DatabaseException e -> new AppException(String.valueOf(e.getMessage()), e);
        default -> throw new IllegalStateException(cause);
      };
    }

    @Override
    public void close() {
      archive.close();
    }
  }
}
