package dev.muster.scraper;

/** A scrape that brought nothing; the message is the reason people are shown. */
public final class ScrapeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final boolean tooLarge;

  ScrapeException(String reason) {
    this(reason, 0);
  }

  ScrapeException(String reason, Throwable cause) {
    super(reason, cause);
    this.status = 0;
    this.tooLarge = false;
  }

  ScrapeException(String reason, int status) {
    this(reason, status, false);
  }

  private ScrapeException(String reason, int status, boolean tooLarge) {
    super(reason);
    this.status = status;
    this.tooLarge = tooLarge;
  }

  /** Of a body with more bytes than allowed. */
  static ScrapeException tooLarge(long limit) {
    return new ScrapeException("body larger than " + Wording.size(limit), 0, true);
  }

  /** Whether the body had more bytes than allowed. */
  boolean isTooLarge() {
    return tooLarge;
  }

  /** The HTTP status where it was that which failed, else 0. */
  int status() {
    return status;
  }
}
