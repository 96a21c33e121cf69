package dev.muster.scraper.remote;

import dev.muster.metrics.Labels;

/** A request in the making. */
interface Message {
  /**
   * Adds a series with its samples, unless it would become too large by them; the first series
   * always fits.
   *
   * @return whether it was added
   */
  boolean add(Labels series, Run samples, int mostSamples, int mostBytes);

  /** How many samples are in it. */
  int samples();

  /** How large it is before it is compressed. */
  int size();

  /** As it is sent. */
  byte[] compressed();
}
