package dev.muster.rules.template;

import static java.util.stream.Collectors.joining;

import dev.muster.metrics.QueryException;
import dev.muster.rules.template.Node.Command;
import dev.muster.rules.template.Node.Operand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Gives pipelines their values. */
final class Evaluation {
  private final Budget budget;
  private final String externalUrl;
  private final Template.Output output;

  Evaluation(Budget budget, String externalUrl, Template.Output output) {
    this.budget = budget;
    this.externalUrl = externalUrl;
    this.output = output;
  }

  /** A text that is HTML already, and is not escaped where values are. */
  Object html(String text) {
    return output == Template.Output.HTML ? new SafeText(text) : text;
  }

  /** A value as it is written. */
  String written(Object value) {
    String text = GoText.print(value);
    return output == Template.Output.HTML && !(value instanceof SafeText)
        ? Escapes.html(text)
        : text;
  }

  Budget budget() {
    return budget;
  }

  String externalUrl() {
    return externalUrl;
  }

  Object value(Node.Pipe pipe, Object dot, Scope scope) {
    List<Object> last = List.of();
    for (var command : pipe.commands()) {
      last = List.of(value(command, last, dot, scope));
    }
    return last.getFirst();
  }

  private Object value(Command command, List<Object> last, Object dot, Scope scope) {
    budget.step();
    var first = command.operands().getFirst();
    var rest = command.operands().subList(1, command.operands().size());
    if (first instanceof Operand.Function function) {
      return call(function, rest, last, dot, scope);
    }
    if (first instanceof Operand.Fields fields && !(rest.isEmpty() && last.isEmpty())) {
      return method(fields, rest, last, dot, scope);
    }
    if (!rest.isEmpty() || !last.isEmpty()) {
      throw new TemplateException(first.at(), "can't give argument to non-function");
    }
    return value(first, dot, scope);
  }

  private Object value(Operand operand, Object dot, Scope scope) {
    return switch (operand) {
      case Operand.Constant constant -> constant.value();
      case Operand.Dot _ -> dot;
      case Operand.Variable variable -> scope.get(variable.name());
      case Operand.Nested nested -> value(nested.pipe(), dot, scope);
      case Operand.Function function -> call(function, List.of(), List.of(), dot, scope);
      case Operand.Fields fields -> fields(fields, fields.names().size(), dot, scope);
    };
  }

  /** The value of the first so many fields in a chain. */
  private Object fields(Operand.Fields fields, int count, Object dot, Scope scope) {
    var value = value(fields.of(), dot, scope);
    for (String name : fields.names().subList(0, count)) {
      value = field(fields.at(), value, name);
    }
    return value;
  }

  private static Object field(Place at, Object value, String name) {
    return switch (value) {
      case TemplateValue own -> own(at, own, name);
      case Map<?, ?> map -> GoText.entry(map, name);
      case TemplateData data ->
          switch (name) {
            case "Labels" -> data.labels();
            case "ExternalLabels" -> data.externalLabels();
            case "ExternalURL" -> data.externalUrl();
            case "Value" -> data.value();
            default -> throw noField(at, name);
          };
      case Sample sample ->
          switch (name) {
            case "Labels" -> sample.labels();
            case "Value" -> sample.value();
            default -> throw noField(at, name);
          };
      case GoTime time -> time.method(name, List.of());
      case GoDuration duration -> duration.method(name);
      case Nothing _ -> throw new TemplateException(at, "nil has no field " + name);
      default -> throw noField(at, name);
    };
  }

  private static Object own(Place at, TemplateValue value, String name) {
    return switch (value.field(name)) {
      case null ->
          throw new TemplateException(
              at,
              "can't evaluate field %s; there are %s"
                  .formatted(name, value.names().stream().sorted().collect(joining(", "))));
      case Instant time -> new GoTime(time);
      case Duration duration -> new GoDuration(duration.toNanos());
      case Object found -> found;
    };
  }

  private static TemplateException noField(Place at, String name) {
    return new TemplateException(at, "can't evaluate field " + name);
  }

  /** Methods that take something: those of times, and one of labels. */
  private Object method(
      Operand.Fields fields, List<Operand> rest, List<Object> last, Object dot, Scope scope) {
    var owner = fields(fields, fields.names().size() - 1, dot, scope);
    if (owner instanceof TemplateLabels labels && fields.names().getLast().equals("Remove")) {
      var names = new ArrayList<>();
      arguments(rest, last, dot, scope)
          .forEach(name -> names.addAll(name instanceof List<?> list ? list : List.of(name)));
      return labels.remove(names);
    }
    if (!(owner instanceof GoTime time)) {
      throw new TemplateException(
          fields.at(), fields.names().getLast() + " is not a method but has arguments");
    }
    return time.method(fields.names().getLast(), arguments(rest, last, dot, scope));
  }

  private Object call(
      Operand.Function function, List<Operand> rest, List<Object> last, Object dot, Scope scope) {
    String name = function.name();
    try {
      if (name.equals("and") || name.equals("or")) {
        return lazy(name.equals("or"), rest, last, dot, scope);
      }
      var result = Functions.call(name, arguments(rest, last, dot, scope), this);
      if (result instanceof String text) {
        budget.made(text.length());
      }
      return result;
    } catch (FailedCallException | QueryException e) {
      throw new TemplateException(function.at(), "error calling " + name + ": " + e.getMessage());
    }
  }

  private List<Object> arguments(
      List<Operand> operands, List<Object> last, Object dot, Scope scope) {
    var arguments = new ArrayList<>(operands.size() + 1);
    for (var operand : operands) {
      arguments.add(value(operand, dot, scope));
    }
    arguments.addAll(last);
    return arguments;
  }

  /** {@code and} and {@code or} give the value that decides, and leave the rest alone. */
  private Object lazy(
      boolean or, List<Operand> operands, List<Object> last, Object dot, Scope scope) {
    Object value = Nothing.NIL;
    for (var operand : operands) {
      value = value(operand, dot, scope);
      if (GoText.isTrue(value) == or) {
        return value;
      }
    }
    if (operands.isEmpty() && last.isEmpty()) {
      throw new FailedCallException("wrong number of args: want at least 1 got 0");
    }
    return last.isEmpty() ? value : last.getFirst();
  }
}
