package dev.muster.scraper;

import dev.muster.fleet.Client;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.scraper.ssh.OnceFolder;
import dev.muster.scraper.ssh.SshFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The exporter that is run on a client for each question. */
final class OnceExporter implements Source {
  private static final long MOST_BYTES = 64_000_000;

  /** One asks and gets an answer within the patience. */
  private interface Question {
    byte[] answer() throws SshFailure, InterruptedException;
  }

  private final OnceFolder folder;
  private final Duration patience;
  private final int pageLimit;
  private final long eventLimit;
  private volatile @Nullable Thread asking;

  OnceExporter(Client client, ScrapeSettings settings, OnceFolder folder) {
    this.folder = folder;
    this.patience = settings.timeout();
    long limit = client.page().limits().within(settings.limits()).bodyBytes();
    this.pageLimit = Math.toIntExact(Math.min(limit, MOST_BYTES));
    this.eventLimit = Math.min(settings.bodyLimitBytes(), MOST_BYTES);
  }

  @Override
  public Page page(Page.Buffers buffers) {
    byte[] page = ask(() -> folder.page(patience, pageLimit));
    try {
      return Page.read(new ByteArrayInputStream(page), pageLimit, buffers);
    } catch (IOException e) {
      throw new ScrapeException("its page cannot be read", e);
    }
  }

  @Override
  public EventPage events(String cursor, int most, Page.Buffers buffers) {
    byte[] events = ask(() -> folder.events(cursor, most, patience, (int) eventLimit));
    try {
      return EventPage.read(new ByteArrayInputStream(events), eventLimit);
    } catch (IOException e) {
      throw new ScrapeException("its events cannot be read", e);
    }
  }

  private byte[] ask(Question question) {
    asking = Thread.currentThread();
    try {
      return question.answer();
    } catch (SshFailure e) {
      throw new ScrapeException(Wording.foreign(String.valueOf(e.getMessage())), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ScrapeException("broken off", e);
    } finally {
      asking = null;
    }
  }

  @Override
  public void cancel() {
    var thread = asking;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
