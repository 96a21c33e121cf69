package dev.muster.rules.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a template. */
sealed interface Node {
  Place at();

  record Text(Place at, String text) implements Node {}

  /** Writes the value of a pipeline; one that declares or assigns writes nothing. */
  record Action(Place at, Pipe pipe) implements Node {}

  record If(Place at, Pipe pipe, List<Node> then, List<Node> otherwise) implements Node {}

  record With(Place at, Pipe pipe, List<Node> then, List<Node> otherwise) implements Node {}

  record Range(Place at, Pipe pipe, List<Node> body, List<Node> otherwise) implements Node {}

  /** Runs a template that was defined under a name. */
  record Call(Place at, String name, @Nullable Pipe pipe) implements Node {}

  record Break(Place at) implements Node {}

  record Continue(Place at) implements Node {}

  /**
   * Commands, each given the value of the one before as its last argument.
   *
   * @param variables what the value is bound to; two only in a range
   * @param assigns whether the variables are there already
   */
  record Pipe(Place at, List<String> variables, boolean assigns, List<Command> commands) {}

  /** A value, or a function and its arguments. */
  record Command(Place at, List<Operand> operands) {}

  /** What stands in a command. */
  sealed interface Operand {
    Place at();

    /** A literal; {@link Nothing} for nil. */
    record Constant(Place at, Object value) implements Operand {}

    record Dot(Place at) implements Operand {}

    record Function(Place at, String name) implements Operand {}

    record Variable(Place at, String name) implements Operand {}

    record Nested(Place at, Pipe pipe) implements Operand {}

    /** Fields of a value, such as {@code .Labels.job}. */
    record Fields(Place at, Operand of, List<String> names) implements Operand {}
  }
}
