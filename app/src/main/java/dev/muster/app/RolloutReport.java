package dev.muster.app;

import dev.muster.rollout.Outcome;
import dev.muster.rollout.Rollout;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** What a roll-out shows: a bar while it runs, a table and a line at its end. */
final class RolloutReport implements Rollout.Progress {
  private final ProgressBar bar;
  private final int all;
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  RolloutReport(ProgressBar bar, int all) {
    this.bar = bar;
    this.all = all;
    bar.at(0, Math.max(1, all));
  }

  @Override
  public void uploaded(long more) {
    bytes.addAndGet(more);
  }

  @Override
  public void done(Outcome outcome) {
    bar.at(done.incrementAndGet(), all);
  }

  /** A line a client. */
  String table(List<Outcome> outcomes) {
    int width = outcomes.stream().mapToInt(one -> one.client().length()).max().orElse(0);
    return outcomes.stream()
        .map(one ->
            String.format(
                Locale.ROOT,
                "%-" + Math.max(1, width) + "s  %-10s %6.1f s  %s%n",
                one.client(),
                word(one.state()),
                one.took().toMillis() / 1e3,
                one.text()))
        .collect(Collectors.joining());
  }

  private static String word(Outcome.State state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** How many came to what, how much was uploaded, and how long it took. */
  String total(List<Outcome> outcomes, int leftOut, long nanos) {
    Map<Outcome.State, Integer> counts = new EnumMap<>(Outcome.State.class);
    outcomes.forEach(one -> counts.merge(one.state(), 1, Integer::sum));
    String states =
        counts.entrySet().stream()
            .map(one -> ", " + one.getValue() + " " + word(one.getKey()))
            .collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        "%d clients%s%s; %.1f MB uploaded in %.1f s",
        outcomes.size() + leftOut,
        states,
        leftOut == 0 ? "" : ", " + leftOut + " left out as nothing changed",
        bytes.get() / 1e6,
        nanos / 1e9);
  }

  /** The clients that failed, a line each: name, a tab, why. */
  static String failures(List<Outcome> outcomes) {
    return outcomes.stream()
        .filter(one -> one.state().isFailure())
        .map(one -> one.client() + "\t" + one.text() + "\n")
        .collect(Collectors.joining());
  }
}
