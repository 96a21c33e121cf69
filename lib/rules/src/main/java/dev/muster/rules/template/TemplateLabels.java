package dev.muster.rules.template;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Names and texts as Alertmanager's templates have them: by name, and by {@code .SortedPairs},
 * {@code .Names}, {@code .Values} and {@code .Remove}. A name there is not has the text "".
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/notifications/#kv">KV</a>
 */
public final class TemplateLabels extends AbstractMap<String, String> implements TemplateValue {
  private static final String FIRST = "alertname";

  private final TreeMap<String, String> texts;

  public TemplateLabels(Map<String, String> texts) {
    this.texts = new TreeMap<>(texts);
  }

  @Override
  public Set<Entry<String, String>> entrySet() {
    return texts.entrySet();
  }

  @Override
  public @Nullable Object field(String name) {
    return switch (name) {
      case "SortedPairs" -> pairs();
      case "Names" -> sorted();
      case "Values" -> sorted().stream().map(texts::get).toList();
      default -> texts.getOrDefault(name, "");
    };
  }

  @Override
  public Collection<String> names() {
    return List.of("SortedPairs", "Names", "Values", "Remove");
  }

  /** The same without these names. */
  TemplateLabels remove(Collection<?> names) {
    var rest = new TreeMap<>(texts);
    rest.keySet().removeIf(names::contains);
    return new TemplateLabels(rest);
  }

  /** The alert's name before all others. */
  private List<String> sorted() {
    var names = new ArrayList<>(texts.keySet());
    if (names.remove(FIRST)) {
      names.addFirst(FIRST);
    }
    return names;
  }

  private TemplateList pairs() {
    var pairs =
        sorted().stream()
            .map(name ->
                new TemplateObject(Map.of("Name", name, "Value", texts.getOrDefault(name, ""))))
            .toList();
    return new TemplateList(
        pairs, Map.of("Names", sorted(), "Values", sorted().stream().map(texts::get).toList()));
  }
}
