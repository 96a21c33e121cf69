package dev.muster.app;

import dev.muster.archive.PushReceipt;
import dev.muster.metrics.Labels;
import dev.muster.sqlite.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One file being imported: while some batches are written, the next one is read. */
final class ImportRun {
  private static final int UNDER_WAY = 3;

  private record Batch(String lines, CompletableFuture<PushReceipt> done) {}

  private final Path file;
  private final ImportFormat format;
  private final ImportTarget target;
  private final Progress progress;
  private final Deque<Batch> underWay = new ArrayDeque<>();
  private ImportBatch batch = new ImportBatch();
  private long written;
  private long known;

  ImportRun(Path file, ImportFormat format, ImportTarget target, Progress progress) {
    this.file = file;
    this.format = format;
    this.target = target;
    this.progress = progress;
  }

  /**
   * Imports all of it.
   *
   * @throws ImportException if a line is wrong; what stands before it is imported
   * @throws AppException if a batch cannot be written
   */
  void run(InputStream in, long size) throws IOException {
    var lines = new ImportLines(in);
    long line = 1;
    try {
      while (lines.next(line)) {
        line += format.read(lines.bytes(), lines.length(), line, this::add);
        progress.at(lines.bytesRead(), Math.max(size, lines.bytesRead() + 1));
      }
      format.end(line);
    } catch (ImportException e) {
      finish();
      throw e;
    }
    finish();
    progress.at(1, 1);
  }

  private void add(Labels labels, long time, double value, long line) {
    batch.add(labels, time, value, line);
    if (batch.isFull()) {
      write();
    }
  }

  private void write() {
    underWay.add(new Batch(batch.lines(), target.write(batch.series())));
    batch = new ImportBatch();
    while (underWay.size() >= UNDER_WAY) {
      await(underWay.remove());
    }
  }

  private void finish() {
    if (batch.samples() > 0) {
      write();
    }
    while (!underWay.isEmpty()) {
      await(underWay.remove());
    }
  }

  private void await(Batch one) {
    try {
      var receipt = one.done().join();
      written += receipt.written();
      known += receipt.known();
    } catch (CompletionException e) {
      if (e.getCause() instanceof AppException why) {
        throw new AppException("%s: %s: %s".formatted(file, one.lines(), why.getMessage()), why);
      }
      throw e;
    }
  }

  /** What is imported although the file has a wrong line. */
  String soFar() {
    return "%d samples before it are imported; mend the line and import the file again"
        .formatted(written + known);
  }

  /**
   * What was imported.
   *
   * @param isCounted whether the target tells what it had already
   */
  String summary(boolean isCounted) {
    String all = "imported %d samples from %s".formatted(written, file);
    return isCounted && known > 0 ? all + "; " + known + " were there already" : all;
  }
}
