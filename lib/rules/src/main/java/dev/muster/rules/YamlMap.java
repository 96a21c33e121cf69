package dev.muster.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** One mapping of a YAML file, read strictly; what is wrong is noted with its place. */
public final class YamlMap {
  private static final int SHOWN = 100;

  private final YamlFile file;
  private final String what;
  private final Node node;
  private final Map<String, NodeTuple> entries = new LinkedHashMap<>();

  private YamlMap(YamlFile file, String what, Node node) {
    this.file = file;
    this.what = what;
    this.node = node;
  }

  /**
   * A mapping.
   *
   * @param what what messages call it, such as {@code "a rule"}
   * @param keys that it may have; none where they are anything
   */
  static YamlMap of(YamlFile file, String what, Node node, List<String> keys) {
    var map = new YamlMap(file, what, node);
    if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(tuple -> map.add(tuple, keys));
    } else if (!isNull(node)) {
      file.mistake(node, what + " is no mapping", "write lines such as 'key: value'");
    }
    return map;
  }

  private void add(NodeTuple tuple, List<String> keys) {
    var key = tuple.getKeyNode();
    if (!(key instanceof ScalarNode scalar)) {
      file.mistake(key, "a key of " + what + " is no plain text", "write 'key: value'");
      return;
    }
    String name = scalar.getValue();
    if (!keys.isEmpty() && !keys.contains(name)) {
      file.mistake(
          key, "unknown key " + quote(name) + " in " + what, "use " + String.join(", ", keys));
    } else if (entries.putIfAbsent(name, tuple) != null) {
      file.mistake(key, "the key " + quote(name) + " stands twice in " + what, "keep one of them");
    }
  }

  static String quote(String text) {
    return '"' + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text) + '"';
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private @Nullable Node value(String key) {
    var tuple = entries.get(key);
    return tuple == null || isNull(tuple.getValueNode()) ? null : tuple.getValueNode();
  }

  public boolean has(String key) {
    return value(key) != null;
  }

  /** Notes a mistake at a key's value, or at the mapping where it has no such key. */
  public void mistake(String key, String problem, String right) {
    var at = value(key);
    file.mistake(at == null ? node : at, problem, right);
  }

  /** A text, "" where there is none. */
  public String text(String key) {
    var value = value(key);
    return value == null ? "" : text(value, quote(key));
  }

  private String text(Node value, String shown) {
    if (value instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    file.mistake(value, shown + " is no text", "write one value, in quotes where it is not plain");
    return "";
  }

  /** The names and texts of a mapping within. */
  public Map<String, String> texts(String key) {
    var texts = new LinkedHashMap<String, String>();
    var value = value(key);
    if (value != null) {
      var map = of(file, quote(key), value, List.of());
      map.entries.keySet().forEach(name -> texts.put(name, map.text(name)));
    }
    return texts;
  }

  /** A mapping within, to note mistakes at its keys. */
  public Optional<YamlMap> map(String key) {
    var value = value(key);
    return value == null ? Optional.empty() : Optional.of(of(file, quote(key), value, List.of()));
  }

  /** The mappings of a list. */
  public List<YamlMap> maps(String key, String what, List<String> keys) {
    return list(key, element -> of(file, what, element, keys));
  }

  /** The texts of a list. */
  public List<String> textList(String key) {
    return list(key, element -> text(element, "an element of " + quote(key)));
  }

  private <T> List<T> list(String key, Function<Node, T> reader) {
    var value = value(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof SequenceNode sequence)) {
      file.mistake(value, quote(key) + " is no list", "begin each of its elements with '- '");
      return List.of();
    }
    var elements = new ArrayList<T>();
    sequence.getValue().forEach(element -> elements.add(reader.apply(element)));
    return elements;
  }

  /** A duration in milliseconds; empty where there is none, or, as noted, a wrong one. */
  public Optional<Long> millis(String key, Expressions expressions) {
    if (!has(key)) {
      return Optional.empty();
    }
    String text = text(key);
    var millis = expressions.duration(text);
    if (millis.isEmpty() && !text.equals("0")) {
      mistake(key, quote(key) + " is no duration: " + quote(text), "use one such as 30s or 1h30m");
      return Optional.empty();
    }
    return Optional.of(millis.orElse(0));
  }

  /** A whole number from 0 up; 0 where there is none, or, as noted, a wrong one. */
  public int count(String key) {
    String text = text(key);
    if (text.matches("\\d{1,9}")) {
      return Integer.parseInt(text);
    }
    if (has(key)) {
      mistake(key, quote(key) + " is no number: " + quote(text), "use a whole number from 0 up");
    }
    return 0;
  }

  /** True or false; false where there is none, or, as noted, a wrong one. */
  public boolean flag(String key) {
    String text = text(key);
    if (has(key) && !text.equals("true") && !text.equals("false")) {
      mistake(key, quote(key) + " is " + quote(text), "use true or false");
    }
    return text.equals("true");
  }
}
