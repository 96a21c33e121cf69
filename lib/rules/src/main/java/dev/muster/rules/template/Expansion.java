package dev.muster.rules.template;

import dev.muster.metrics.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs nodes and writes what they give. */
final class Expansion {
  private static final int DEEPEST_CALLS = 100;

  /** How a list of nodes ended. */
  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  private record Item(Object key, Object value) {}

  private final Map<String, List<Node>> defined;
  private final Evaluation evaluation;
  private final Budget budget;
  private final StringBuilder output;
  private int calls;

  Expansion(
      Map<String, List<Node>> defined, Evaluation evaluation, Budget budget, StringBuilder output) {
    this.defined = defined;
    this.evaluation = evaluation;
    this.budget = budget;
    this.output = output;
  }

  /**
   * Runs them.
   *
   * @throws TemplateException where one cannot be run
   */
  void run(List<Node> nodes, Object dot, Scope scope) {
    var _ = walk(nodes, dot, scope);
  }

  private Flow walk(List<Node> nodes, Object dot, Scope scope) {
    for (var node : nodes) {
      Flow flow;
      try {
        budget.step();
        flow = walk(node, dot, scope);
      } catch (FailedCallException | QueryException e) {
        throw new TemplateException(node.at(), String.valueOf(e.getMessage()));
      }
      if (flow != Flow.ON) {
        return flow;
      }
    }
    return Flow.ON;
  }

  private Flow walk(Node node, Object dot, Scope scope) {
    return switch (node) {
      case Node.Text text -> write(text.text());
      case Node.Action action -> {
        var value = value(action.pipe(), dot, scope);
        yield action.pipe().variables().isEmpty() ? write(evaluation.written(value)) : Flow.ON;
      }
      case Node.If branch -> {
        int mark = scope.mark();
        boolean truth = GoText.isTrue(value(branch.pipe(), dot, scope));
        var flow = walk(truth ? branch.then() : branch.otherwise(), dot, scope);
        scope.forget(mark);
        yield flow;
      }
      case Node.With with -> {
        int mark = scope.mark();
        var value = value(with.pipe(), dot, scope);
        boolean truth = GoText.isTrue(value);
        var flow = walk(truth ? with.then() : with.otherwise(), truth ? value : dot, scope);
        scope.forget(mark);
        yield flow;
      }
      case Node.Range range -> range(range, dot, scope);
      case Node.Call call -> call(call, dot, scope);
      case Node.Break _ -> Flow.BREAK;
      case Node.Continue _ -> Flow.CONTINUE;
    };
  }

  private Flow write(String text) {
    budget.made(text.length());
    if (output.length() + text.length() > Budget.CHARACTERS) {
      throw new FailedCallException("it gives more text than " + Budget.CHARACTERS + " characters");
    }
    output.append(text);
    return Flow.ON;
  }

  private Object value(Node.Pipe pipe, Object dot, Scope scope) {
    var value = evaluation.value(pipe, dot, scope);
    for (String name : pipe.variables()) {
      if (pipe.assigns()) {
        scope.assign(name, value);
      } else {
        scope.declare(name, value);
      }
    }
    return value;
  }

  private Flow range(Node.Range range, Object dot, Scope scope) {
    int mark = scope.mark();
    var items = items(evaluation.value(range.pipe(), dot, scope));
    var flow = Flow.ON;
    for (var item : items) {
      budget.step();
      bind(range.pipe(), item, scope);
      flow = walk(range.body(), item.value(), scope);
      scope.forget(mark);
      if (flow == Flow.BREAK) {
        break;
      }
    }
    return items.isEmpty() ? walk(range.otherwise(), dot, scope) : Flow.ON;
  }

  private static void bind(Node.Pipe pipe, Item item, Scope scope) {
    var names = pipe.variables();
    for (int i = 0; i < names.size(); i++) {
      var value = names.size() == 2 && i == 0 ? item.key() : item.value();
      if (pipe.assigns()) {
        scope.assign(names.get(i), value);
      } else {
        scope.declare(names.get(i), value);
      }
    }
  }

  private static List<Item> items(Object value) {
    var items = new ArrayList<Item>();
    switch (value) {
      case List<?> list -> {
        long index = 0;
        for (Object element : list) {
          items.add(new Item(index++, element));
        }
      }
      case Map<?, ?> map ->
          GoText.sorted(map).forEach((key, element) -> items.add(new Item(key, element)));
      case Long count -> {
        if (count > Budget.CHARACTERS) {
          throw new FailedCallException("a range over " + count + " is too long");
        }
        for (long i = 0; i < count; i++) {
          items.add(new Item(i, i));
        }
      }
      case Nothing _ -> {}
      default -> throw new FailedCallException("range can't iterate over " + GoText.print(value));
    }
    return items;
  }

  private Flow call(Node.Call call, Object dot, Scope scope) {
    var nodes = defined.get(call.name());
    if (nodes == null) {
      throw new FailedCallException("template " + GoText.quote(call.name()) + " not defined");
    }
    if (++calls > DEEPEST_CALLS) {
      throw new FailedCallException("templates call each other too deeply");
    }
    var pipe = call.pipe();
    var argument = pipe == null ? Nothing.NIL : evaluation.value(pipe, dot, scope);
    var inner = new Scope();
    inner.declare("$", argument);
    var flow = walk(nodes, argument, inner);
    calls--;
    return flow;
  }
}
