package dev.muster.scraper;

/** A scrape that brought nothing; the message is the reason people are shown. */
public final class ScrapeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  ScrapeException(String reason) {
    this(reason, 0);
  }

  ScrapeException(String reason, Throwable cause) {
    super(reason, cause);
    this.status = 0;
  }

  ScrapeException(String reason, int status) {
    super(reason);
    this.status = status;
  }

  /** The HTTP status where it was that which failed, else 0. */
  int status() {
    return status;
  }
}
