package dev.muster.rules.template;

import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the function {@code args} gives: {@code arg0}, {@code arg1} … */
final class Arguments extends AbstractMap<String, Object> {
  private final Map<String, Object> values = new LinkedHashMap<>();

  Arguments(List<Object> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      values.put("arg" + i, arguments.get(i));
    }
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    return values.entrySet();
  }
}
