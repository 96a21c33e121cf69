package dev.muster.console.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client as the API shows it.
 *
 * @param state {@code up}, {@code down}, {@code pending} before its first scrape, {@code off} where
 *     it is down outside of the hours in which it is expected to run
 * @param error why its last scrape failed, "" where it did not
 * @param lastSeen when it was last up, in Unix seconds
 * @param drive the fullest
 * @param spark CPU percent over the last 15 minutes; left out where a change is told
 * @param labels those that each of its series has
 */
record ClientView(
    String name,
    String group,
    String ip,
    String instance,
    String state,
    String error,
    @Nullable Double lastSeen,
    @Nullable Double cpuPercent,
    @Nullable Double memoryPercent,
    @Nullable Double swapPercent,
    @Nullable Double uptimeSeconds,
    @Nullable Fullest drive,
    Counts alerts,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<@Nullable Double> spark,
    Map<String, String> labels) {
  /** The fullest drive. */
  record Fullest(String drive, double usedPercent, double freeBytes) {}

  /**
   * How many of its alerts are open.
   *
   * @param firing of which nothing mutes any
   * @param silenced that fire and are muted
   */
  record Counts(int firing, int pending, int silenced) {
    static final Counts NONE = new Counts(0, 0, 0);
  }

  ClientView with(@Nullable List<@Nullable Double> line) {
    return new ClientView(
        name,
        group,
        ip,
        instance,
        state,
        error,
        lastSeen,
        cpuPercent,
        memoryPercent,
        swapPercent,
        uptimeSeconds,
        drive,
        alerts,
        line,
        labels);
  }
}
