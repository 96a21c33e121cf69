package dev.muster.rules;

import dev.muster.metrics.AlertReceiver;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.SeriesReader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What rules work with.
 *
 * @param engine makes what answers queries over a reader
 * @param reader the samples there are
 * @param sink takes series that rules give
 * @param alerts takes alerts that fire or are resolved
 * @param interval of groups that do not say theirs
 * @param external gives the labels that templates have as {@code $externalLabels}, and alerts that
 *     are handed on have besides their own
 * @param externalUrl where links in templates and alerts lead, without a slash at its end
 */
public record RuleContext(
    Function<SeriesReader, InstantQuery> engine,
    SeriesReader reader,
    RuleSink sink,
    AlertReceiver alerts,
    InstantSource clock,
    Duration interval,
    Supplier<Map<String, String>> external,
    String externalUrl) {
  Map<String, String> externalLabels() {
    return external.get();
  }
}
