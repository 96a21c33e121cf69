package dev.muster.rollout.discover;

import org.jspecify.annotations.Nullable;

/**
 * What a host's ports said.
 *
 * @param asked whether it was asked at all
 * @param isKnown whether its name is one
 * @param ssh how its SSH server calls itself, or "" where none answers
 * @param exporter where readings are had, or null
 */
record Answers(boolean asked, boolean isKnown, String ssh, @Nullable Exporter exporter) {
  static final Answers UNASKED = new Answers(false, true, "", null);

  /** Whether anything answered. */
  boolean any() {
    return !ssh.isEmpty() || exporter != null;
  }

  /** What kind of program serves readings, or why that cannot be seen. */
  enum Kind {
    MUSTER("Muster's exporter"),
    NODE_EXPORTER("node_exporter"),
    WINDOWS_EXPORTER("windows_exporter"),
    LOCKED("something that wants a log-in"),
    CERTIFICATE("something that wants a client certificate"),
    OTHER("another Prometheus exporter");

    final String shown;

    Kind(String shown) {
      this.shown = shown;
    }
  }

  /**
   * A program that serves readings.
   *
   * @param sha256 of its certificate, or "" over plain HTTP
   */
  record Exporter(Kind kind, int port, boolean https, String sha256) {}
}
