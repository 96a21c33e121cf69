package dev.muster.console.api;

import java.util.List;

/**
 * What keeps an alert that fires from being told now.
 *
 * @param silences ids of silences
 * @param inhibitors fingerprints of alerts
 * @param windows names of maintenance windows
 * @param outsideHours whether its client is off outside of its hours
 */
public record Mute(
    List<String> silences, List<String> inhibitors, List<String> windows, boolean outsideHours) {
  public static final Mute NONE = new Mute(List.of(), List.of(), List.of(), false);

  public Mute {
    silences = List.copyOf(silences);
    inhibitors = List.copyOf(inhibitors);
    windows = List.copyOf(windows);
  }

  /** What does, in a word; "" where nothing does. */
  String by() {
    if (!silences.isEmpty()) {
      return "silence";
    }
    if (!windows.isEmpty()) {
      return "window";
    }
    if (outsideHours) {
      return "hours";
    }
    return inhibitors.isEmpty() ? "" : "inhibition";
  }
}
