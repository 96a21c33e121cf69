package dev.muster.fleet;

import java.util.List;

/**
 * A mail that comes back and says how the fleet fared.
 *
 * @param when the moments at which it is made: the starts of the windows, whose length is no matter
 * @param weekly whether it covers a week, else a day
 * @param group the group it is about, or "" for the whole fleet
 * @param mail who gets it
 */
public record DigestPlan(Recurrence when, boolean weekly, String group, List<String> mail) {
  public DigestPlan {
    mail = List.copyOf(mail);
  }
}
