package dev.muster.rollout.enroll;

import dev.muster.archive.account.StoredEnrollmentToken;
import dev.muster.web.BearerTokens;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a token for enrolment is to be.
 *
 * @param name such as {@code lab-2}
 * @param group the group its clients belong to, or null for the one they ask for
 * @param atOnce whether its machines are accepted without anybody looking at them
 * @param uses for how many machines it is; null: any number
 * @param expires Unix seconds; null: in a week
 */
public record TokenWish(
    @Nullable String name,
    @Nullable String group,
    boolean atOnce,
    @Nullable Integer uses,
    @Nullable Double expires) {
  /** How long a token counts unless told otherwise. */
  public static final Duration USUAL_LIFE = Duration.ofDays(7);

  private static final Duration LONGEST_LIFE = Duration.ofDays(3_660);
  private static final int MOST_USES = 100_000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.@-]{1,100}");

  /**
   * The token as it is kept.
   *
   * @param token what was {@link BearerTokens#generate made} and is shown once
   * @param now Unix milliseconds
   * @throws IllegalArgumentException saying what would be right
   */
  public StoredEnrollmentToken stored(String token, long now) {
    String called = name == null ? "" : name;
    if (!NAME.matcher(called).matches()) {
      throw new IllegalArgumentException(
          "'" + called + "' is no name of a token; use up to 100 letters, digits and . _ - @");
    }
    if (uses != null && (uses < 1 || uses > MOST_USES)) {
      throw new IllegalArgumentException(
          "a token is for 1 to " + MOST_USES + " machines, not " + uses + "; or for any number");
    }
    return new StoredEnrollmentToken(
        called, BearerTokens.hash(token), checkedGroup(), atOnce, uses, 0, now, end(now));
  }

  private String checkedGroup() {
    String wanted = group == null ? "" : group.strip();
    if (wanted.length() > 100 || wanted.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "the group's name is too long or has control characters; use up to 100 characters");
    }
    return wanted;
  }

  private long end(long now) {
    if (expires == null) {
      return now + USUAL_LIFE.toMillis();
    }
    double end = expires * 1000;
    if (!(end > now) || end > now + LONGEST_LIFE.toMillis()) {
      throw new IllegalArgumentException(
          "a token ends within ten years and not in the past; give another time");
    }
    return Math.round(end);
  }
}
