package dev.muster.alertbridge;

import java.util.List;

/**
 * What keeps an alert from being told now.
 *
 * @param silencedBy ids of silences
 * @param inhibitedBy fingerprints of alerts
 * @param mutedBy names of windows, and {@link #EXPECT}
 * @param words all of it, for people; "" where nothing does
 */
record Muting(
    List<String> silencedBy, List<String> inhibitedBy, List<String> mutedBy, String words) {
  /** Outside of the hours in which its client is expected to run. */
  static final String EXPECT = "expect";

  static final Muting NONE = new Muting(List.of(), List.of(), List.of(), "");

  private static final String SILENCE = "silence ";
  private static final String WINDOW = "window ";

  Muting {
    silencedBy = List.copyOf(silencedBy);
    inhibitedBy = List.copyOf(inhibitedBy);
    mutedBy = List.copyOf(mutedBy);
  }

  static String silence(String id) {
    return SILENCE + id;
  }

  static String window(String name) {
    return WINDOW + name;
  }

  boolean isMuted() {
    return !words.isEmpty();
  }

  /** Whether people asked for it, so that they are told what still stands when it ends. */
  boolean isWanted() {
    return isWanted(words);
  }

  /** The same of the words that were noted. */
  static boolean isWanted(String words) {
    return words.contains(SILENCE) || words.contains(WINDOW);
  }
}
