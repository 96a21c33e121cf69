package dev.muster.metrics;

import java.util.List;

/** Takes alerts from those who evaluate rules. */
@FunctionalInterface
public interface AlertReceiver {
  /**
   * Takes alerts that fire or were resolved; those that were taken before are no news. On return
   * all of it is stored.
   *
   * @throws RuntimeException if it cannot be stored; then nothing of it is, and it should be handed
   *     on again
   */
  void post(List<PostedAlert> alerts);
}
