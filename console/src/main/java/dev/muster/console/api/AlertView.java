package dev.muster.console.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alert as the API shows it. Times in Unix seconds.
 *
 * @param type the limit type's name, or that of a rule's alert
 * @param name its label {@code alertname}
 * @param state where it stands: pending, firing, or over
 * @param mutedBy what keeps it from being told: {@code silence}, {@code window}, {@code hours},
 *     {@code inhibition}, or "" for nothing
 * @param unit of value and limit: {@code percent}, {@code seconds}, {@code number} or "" for none
 * @param source who judged it: {@code limit}, {@code rule}, or {@code api} for another program
 */
record AlertView(
    long id,
    String fingerprint,
    String client,
    String group,
    String type,
    String name,
    Map<String, String> labels,
    Map<String, String> annotations,
    String state,
    String mutedBy,
    String acknowledgedBy,
    @Nullable Double acknowledgedAt,
    @Nullable Double value,
    @Nullable Double limit,
    String unit,
    String sentence,
    double activeSince,
    @Nullable Double firedAt,
    @Nullable Double resolvedAt,
    String source) {
  /** The same as it is when it came to nothing before it fired. */
  AlertView dropped(double now) {
    return new AlertView(
        id,
        fingerprint,
        client,
        group,
        type,
        name,
        labels,
        annotations,
        "resolved",
        "",
        acknowledgedBy,
        acknowledgedAt,
        value,
        limit,
        unit,
        sentence,
        activeSince,
        firedAt,
        now,
        source);
  }
}
