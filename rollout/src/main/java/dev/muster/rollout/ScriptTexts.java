package dev.muster.rollout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The scripts that run on clients. A line {@code #include NAME} in one stands for the text of
 * another, so that what a roll-out and an enrolment share is written once.
 */
public final class ScriptTexts {
  private static final String INCLUDE = "#include ";

  private ScriptTexts() {}

  /**
   * A script with all that it includes; its lines end with LF.
   *
   * @param name such as {@code control.sh} or {@code enroll/install.sh}
   */
  public static String of(String name) {
    return including(read(name), ScriptTexts::read);
  }

  /** A text in whose lines {@code #include NAME} the text of that name stands. */
  static String including(String script, java.util.function.UnaryOperator<String> texts) {
    return script
        .lines()
        .map(line ->
            line.startsWith(INCLUDE)
                ? texts.apply(line.substring(INCLUDE.length())).stripTrailing()
                : line)
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  /** One file as it stands. */
  static String read(String name) {
    try (var in = Objects.requireNonNull(ScriptTexts.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
