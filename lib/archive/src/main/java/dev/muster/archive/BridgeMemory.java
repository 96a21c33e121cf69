package dev.muster.archive;

import java.util.List;
import java.util.Map;

/**
 * What the bridge goes on with after a start. Times in Unix milliseconds.
 *
 * @param lastEpisode the highest id an episode ever had
 * @param alerts all that are open, and those that are over while somebody has yet to be told so
 * @param begins when alerts began to fire lately, oldest first
 * @param mutes what was last noted of the muting of open alerts, by their ids
 */
public record BridgeMemory(
    long lastEpisode,
    List<StoredAlert> alerts,
    List<NotificationGroup> groups,
    List<StoredAlert> begins,
    Map<Long, Mute> mutes) {
  public BridgeMemory {
    alerts = List.copyOf(alerts);
    groups = List.copyOf(groups);
    begins = List.copyOf(begins);
    mutes = Map.copyOf(mutes);
  }

  /**
   * Whether an alert is muted, and by what; or by what it was until then.
   *
   * @param time since when
   */
  public record Mute(boolean muted, String by, long time) {}
}
