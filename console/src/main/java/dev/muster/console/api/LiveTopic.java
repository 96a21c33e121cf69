package dev.muster.console.api;

/** What may have changed, for those who listen. */
public enum LiveTopic {
  /** A scrape was stored. */
  CLIENTS,
  /** Alerts, or what is known of them. */
  ALERTS,
  /** Records of event logs were stored. */
  EVENTS,
  /** Mails, or what became of them. */
  MAILS,
  /** The fleet file in force is another. */
  FLEET,
  /** A machine asked to be enrolled, or was accepted or denied. */
  ENROLLMENTS
}
