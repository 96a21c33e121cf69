package dev.muster.alertbridge.api;

import com.google.re2j.Pattern;
import dev.muster.metrics.Matcher;
import io.javalin.http.Context;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which alerts and groups are asked for.
 *
 * @param active whether those that nothing mutes are
 * @param silenced whether those that are silenced are
 * @param inhibited whether those that are inhibited are
 * @param muted whether groups all of whose alerts are muted are
 * @param receiver for the whole name of a receiver, or null for all
 */
record AlertFilter(
    List<Matcher> matchers,
    boolean active,
    boolean silenced,
    boolean inhibited,
    boolean muted,
    @Nullable Pattern receiver) {
  /**
   * Reads it from the address. {@code unprocessed} is known but changes nothing: here an alert is
   * judged before it is shown.
   */
  static AlertFilter of(Context context) {
    return new AlertFilter(
        Query.filter(context),
        Query.isTrue(context, "active"),
        Query.isTrue(context, "silenced"),
        Query.isTrue(context, "inhibited"),
        Query.isTrue(context, "muted"),
        Query.receiver(context));
  }

  boolean wants(ShownAlert alert) {
    return (active || alert.isSuppressed())
        && (silenced || alert.silencedBy().isEmpty())
        && (inhibited || alert.inhibitedBy().isEmpty())
        && matchers.stream().allMatch(matcher -> matcher.matches(alert.labels()));
  }

  boolean wants(Stream<String> receivers) {
    return receiver == null || receivers.anyMatch(receiver::matches);
  }

  boolean wants(ShownGroup group) {
    return wants(group.receivers())
        && (muted || !group.alerts().stream().allMatch(ShownAlert::isSuppressed));
  }
}
