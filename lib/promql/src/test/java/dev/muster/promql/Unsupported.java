package dev.muster.promql;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules by which a case of an outside script is left out, each with a name. */
final class Unsupported {
  /** Its answer, or a sample its query reads, is no float. */
  static final String OTHER_SAMPLES = "other samples than floats";

  private static final Pattern EXPERIMENTAL =
      Pattern.compile(
          "\\b(info|start_timestamp|fill|fill_left|fill_right)\\s*\\("
              + "|\\b(anchored|smoothed)\\b"
              + "|</|>/");
  private static final Pattern DURATION_EXPRESSION =
      Pattern.compile(
          "\\[[^\\]\"']*[-+*/%^(][^\\]\"']*\\]"
              + "|(?i)offset\\s*[-+]?\\s*[a-z_]*\\("
              + "|offset\\s*-\\s*-");

  private Unsupported() {}

  /** Why a case is not even to be run, or null where it is. */
  static @Nullable String reason(Command.Eval eval) {
    if (eval.query().contains("{{") || eval.expected().text().contains("{{")) {
      return OTHER_SAMPLES;
    }
    String words = eval.query().replaceAll("\"[^\"]*\"|'[^']*'|`[^`]*`", "");
    return EXPERIMENTAL.matcher(words).find() || DURATION_EXPRESSION.matcher(words).find()
        ? "experimental"
        : null;
  }
}
