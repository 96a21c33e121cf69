package dev.muster.rules.template;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value with these fields. */
public record TemplateObject(Map<String, Object> fields) implements TemplateValue {
  public TemplateObject {
    fields = new LinkedHashMap<>(fields);
  }

  @Override
  public @Nullable Object field(String name) {
    return fields.get(name);
  }

  @Override
  public Collection<String> names() {
    return fields.keySet();
  }

  @Override
  public String toString() {
    return GoText.print(fields);
  }
}
