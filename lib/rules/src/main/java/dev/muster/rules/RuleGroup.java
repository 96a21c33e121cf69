package dev.muster.rules;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group as its file has it: rules that are evaluated one after the other.
 *
 * @param file where it stands
 * @param interval how often it is evaluated, or null for the usual
 * @param queryOffset how far back it looks
 * @param limit how many alerts or series a rule may give; 0 for any number
 */
public record RuleGroup(
    String file,
    String name,
    @Nullable Duration interval,
    Duration queryOffset,
    int limit,
    List<Rule> rules) {
  public RuleGroup {
    rules = List.copyOf(rules);
  }

  /** The same, with an interval where it says none. */
  public RuleGroup every(Duration usual) {
    return interval == null ? new RuleGroup(file, name, usual, queryOffset, limit, rules) : this;
  }

  /** What tells it from all other groups, as metrics name it. */
  public String key() {
    return file + ";" + name;
  }
}
