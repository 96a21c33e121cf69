package dev.muster.scraper;

/** Where one client's readings come from. Every failure is a {@link ScrapeException}. */
interface Source {
  /** The metrics page, unpacked. */
  Page page(Page.Buffers buffers);

  /**
   * The events after a cursor; without one just the cursor of the end.
   *
   * @param most records
   */
  EventPage events(String cursor, int most, Page.Buffers buffers);

  /** Breaks off what runs. */
  void cancel();
}
