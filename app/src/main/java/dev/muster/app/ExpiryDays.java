package dev.muster.app;

import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** After how many days a token is worthless, as {@code --expires} gives it. */
final class ExpiryDays {
  private static final Pattern DAYS = Pattern.compile("([1-9][0-9]{0,4})d");

  private ExpiryDays() {}

  /**
   * Reads such as {@code 30d}, 1 to 99,999 days.
   *
   * @throws ParameterException if it is none of these
   */
  static Duration of(CommandSpec spec, String expires) {
    var days = DAYS.matcher(expires);
    if (!days.matches()) {
      throw new ParameterException(
          spec.commandLine(), "--expires: '" + expires + "' are no days; give some, such as 30d");
    }
    return Duration.ofDays(Long.parseLong(days.group(1)));
  }
}
