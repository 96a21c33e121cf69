package dev.muster.rules;

import java.util.Locale;

/** Where an alert of a rule stands; later ones weigh more. */
public enum AlertState {
  /** The rule was not evaluated yet. */
  UNKNOWN,
  INACTIVE,
  PENDING,
  FIRING;

  /** As the API and the label {@code alertstate} have it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
