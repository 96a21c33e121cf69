package dev.muster.fleet;

import java.util.List;

/**
 * While an alert that meets {@code source} fires, those that meet {@code target} and agree with it
 * in the labels of {@code equal} are not told. An alert never inhibits itself.
 */
public record Inhibition(
    List<LabelCondition> source, List<LabelCondition> target, List<String> equal) {
  public Inhibition {
    source = List.copyOf(source);
    target = List.copyOf(target);
    equal = List.copyOf(equal);
  }
}
