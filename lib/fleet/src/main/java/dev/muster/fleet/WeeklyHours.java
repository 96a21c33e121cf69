package dev.muster.fleet;

import java.time.Instant;
import java.time.ZoneId;

/** Hours of the week, such as {@code Mon-Fri 07:00-18:00}, in a time zone. */
public interface WeeklyHours {
  boolean contains(Instant moment);

  /**
   * The moment at which what holds now ends: the hours, or the time between them; {@link
   * Instant#MAX} where it never does.
   */
  Instant nextChange(Instant moment);

  /** As the file says it. */
  String describe();

  /**
   * Reads hours.
   *
   * @param zone whose clocks count where the text names none at its end
   * @throws IllegalArgumentException with one sentence of what is wrong and what would be right
   */
  static WeeklyHours parse(String text, ZoneId zone) {
    try {
      return WeekHours.read(text, zone);
    } catch (BadValueException e) {
      throw new IllegalArgumentException(
          "the hours " + Quoted.of(text) + " " + e.getMessage() + "; " + e.right(), e);
    }
  }
}
