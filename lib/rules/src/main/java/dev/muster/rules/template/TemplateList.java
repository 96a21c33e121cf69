package dev.muster.rules.template;

import java.util.AbstractList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A list that has fields too, as Alertmanager's {@code .Alerts.Firing}. */
public final class TemplateList extends AbstractList<Object> implements TemplateValue {
  private final List<Object> elements;
  private final Map<String, Object> fields;

  public TemplateList(List<?> elements, Map<String, Object> fields) {
    this.elements = List.copyOf(elements);
    this.fields = Map.copyOf(fields);
  }

  @Override
  public Object get(int index) {
    return elements.get(index);
  }

  @Override
  public int size() {
    return elements.size();
  }

  @Override
  public @Nullable Object field(String name) {
    return fields.get(name);
  }

  @Override
  public Collection<String> names() {
    return fields.keySet();
  }
}
