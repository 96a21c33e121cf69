package dev.muster.rules.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lists and maps that a template makes; no more than a text may be long goes into one. */
final class Made {
  private static final int MOST = 16 * Budget.CHARACTERS;

  private Made() {}

  static List<Object> list(List<Object> elements) {
    return weighed(new ArrayList<>(elements));
  }

  /** A list with more behind it. */
  static List<Object> append(List<Object> arguments) {
    if (arguments.isEmpty() || !(arguments.getFirst() instanceof List<?> before)) {
      throw new FailedCallException("append takes a list and what comes behind it");
    }
    var all = new ArrayList<Object>(before);
    all.addAll(arguments.subList(1, arguments.size()));
    return weighed(all);
  }

  /** A map of names and values in turn. */
  static Map<String, Object> dict(List<Object> arguments) {
    if (arguments.size() % 2 != 0) {
      throw new FailedCallException("dict requires an even number of arguments");
    }
    var map = new HashMap<String, Object>();
    for (int i = 0; i < arguments.size(); i += 2) {
      if (!(arguments.get(i) instanceof String name)) {
        throw new FailedCallException("dict keys must be strings");
      }
      map.put(name, arguments.get(i + 1));
    }
    return weighed(map);
  }

  /** What holds itself many times over grows without anybody having written much. */
  private static <T> T weighed(T value) {
    if (left(value, MOST) < 0) {
      throw new FailedCallException("more than " + MOST + " characters in a list or map");
    }
    return value;
  }

  private static long left(Object value, long room) {
    long left = room - 1;
    switch (value) {
      case String text -> left -= text.length();
      case List<?> list -> {
        for (var i = list.iterator(); left >= 0 && i.hasNext(); ) {
          left = left(i.next(), left);
        }
      }
      case TemplateObject object -> left = left(object.fields(), left);
      case Map<?, ?> map -> {
        for (var i = map.entrySet().iterator(); left >= 0 && i.hasNext(); ) {
          var entry = i.next();
          left = left(entry.getValue(), left(entry.getKey(), left));
        }
      }
      default -> {}
    }
    return left;
  }
}
