package dev.muster.rollout.certificate;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known of one client's certificate. Changed under its own lock. */
final class ClientState {
  private static final int MAX_DOUBLINGS = 6;

  private @Nullable X509Certificate seen;
  private @Nullable X509Certificate known;
  private boolean ours;
  private boolean busy;
  private int failures;
  private Instant notBefore = Instant.MIN;
  private String reason = "";
  private String pushed = "";

  /** The scraper saw this one; it counts where it is another than it saw before. */
  synchronized void saw(X509Certificate certificate, boolean isOurs) {
    if (!certificate.equals(seen)) {
      seen = certificate;
      known = certificate;
      ours = isOurs;
    }
  }

  /** Whether it is not this one that was looked at last. */
  synchronized boolean isNew(X509Certificate certificate) {
    return !certificate.equals(seen);
  }

  /** The exporter took this one. */
  synchronized void renewed(X509Certificate certificate) {
    known = certificate;
    ours = true;
    succeeded();
  }

  synchronized void pushed(String list) {
    pushed = list;
    succeeded();
  }

  private void succeeded() {
    failures = 0;
    reason = "";
    notBefore = Instant.MIN;
  }

  /** Tries again after a while, each time after twice as long as before. */
  synchronized void failed(String why, Instant now, Duration pause) {
    reason = why;
    notBefore = now.plus(pause.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS)));
    failures++;
  }

  synchronized @Nullable X509Certificate known() {
    return known;
  }

  synchronized boolean isOurs() {
    return ours;
  }

  synchronized boolean hasList(String list) {
    return pushed.equals(list);
  }

  synchronized String reason() {
    return reason;
  }

  /** Whether something may be tried now; then it must be ended by {@link #end}. */
  synchronized boolean begin(Instant now) {
    if (busy || now.isBefore(notBefore)) {
      return false;
    }
    busy = true;
    return true;
  }

  synchronized void end() {
    busy = false;
  }
}
