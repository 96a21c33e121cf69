package dev.muster.rules.template;

import java.util.ArrayList;
import java.util.List;

/** The variables that there are, innermost last. */
final class Scope {
  private record Bound(String name, Object value) {}

  private final List<Bound> bound = new ArrayList<>();

  int mark() {
    return bound.size();
  }

  void forget(int mark) {
    bound.subList(mark, bound.size()).clear();
  }

  void declare(String name, Object value) {
    bound.add(new Bound(name, value));
  }

  void assign(String name, Object value) {
    bound.set(place(name), new Bound(name, value));
  }

  Object get(String name) {
    return bound.get(place(name)).value();
  }

  private int place(String name) {
    for (int i = bound.size() - 1; i >= 0; i--) {
      if (bound.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new FailedCallException("undefined variable " + GoText.quote(name));
  }
}
