package dev.muster.web;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** One mapping of a YAML file, read strictly; every refusal names the file and the line. */
final class YamlSection {
  private static final Set<String> YES = Set.of("true", "True", "TRUE", "yes", "on");
  private static final Set<String> NO = Set.of("false", "False", "FALSE", "no", "off");

  private final Path file;
  private final String name;
  private final Node node;
  private final Map<String, NodeTuple> entries = new LinkedHashMap<>();

  private YamlSection(Path file, String name, Node node) {
    this.file = file;
    this.name = name;
    this.node = node;
  }

  /** A section whose keys are anything, such as users. */
  static YamlSection of(Path file, String name, Node node) {
    var section = new YamlSection(file, name, node);
    if (isNull(node)) {
      return section;
    }
    if (!(node instanceof MappingNode mapping)) {
      throw section.refuse(node, name + " wants 'key: value' lines");
    }
    for (var tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw section.refuse(tuple.getKeyNode(), "a key must be a plain text");
      }
      if (section.entries.put(key.getValue(), tuple) != null) {
        throw section.refuse(key, "'" + key.getValue() + "' stands twice");
      }
    }
    return section;
  }

  /** A section that has these keys alone. */
  static YamlSection of(Path file, String name, Node node, Set<String> known) {
    var section = of(file, name, node);
    for (var key : section.keys()) {
      if (!known.contains(key)) {
        throw section.refuse(
            key,
            "unknown key '"
                + key
                + "' in "
                + name
                + "; known are "
                + String.join(", ", new TreeSet<>(known)));
      }
    }
    return section;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  Set<String> keys() {
    return entries.keySet();
  }

  boolean has(String key) {
    return value(key).isPresent();
  }

  Optional<YamlSection> section(String key) {
    return value(key).map(value -> of(file, key, value));
  }

  Optional<YamlSection> section(String key, Set<String> known) {
    return value(key).map(value -> of(file, key, value, known));
  }

  Optional<String> text(String key) {
    return value(key).map(value -> text(key, value)).filter(text -> !text.isEmpty());
  }

  Optional<Path> path(String key) {
    var folder = file.toAbsolutePath().getParent();
    return text(key).map(text -> folder == null ? Path.of(text) : folder.resolve(text));
  }

  boolean flag(String key, boolean otherwise) {
    return text(key).map(text -> flag(key, text)).orElse(otherwise);
  }

  private boolean flag(String key, String text) {
    if (YES.contains(text) || NO.contains(text)) {
      return YES.contains(text);
    }
    throw refuse(key, "'" + key + "' is true or false, not '" + text + "'");
  }

  List<String> texts(String key) {
    var texts = new ArrayList<String>();
    value(key)
        .ifPresent(value -> {
          if (!(value instanceof SequenceNode sequence)) {
            throw refuse(value, "'" + key + "' wants a list: [a, b]");
          }
          sequence.getValue().forEach(item -> texts.add(text(key, item)));
        });
    return texts;
  }

  /** One of the values of a table, by its key there. */
  <T> Optional<T> oneOf(String key, Map<String, T> table) {
    return text(key).map(text -> oneOf(key, text, table));
  }

  <T> T oneOf(String key, String text, Map<String, T> table) {
    var value = table.get(text);
    if (value == null) {
      throw refuse(
          key,
          "'"
              + text
              + "' is no "
              + key
              + "; use "
              + String.join(", ", new TreeSet<>(table.keySet())));
    }
    return value;
  }

  private Optional<Node> value(String key) {
    return Optional.ofNullable(entries.get(key))
        .map(NodeTuple::getValueNode)
        .filter(value -> !isNull(value));
  }

  private String text(String key, Node value) {
    if (value instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw refuse(value, "'" + key + "' wants one plain value");
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  /** What messages call the value of a key: the file, the line and the key. */
  String where(String key) {
    return file + line(at(key)) + ": " + key;
  }

  private Node at(String key) {
    var entry = entries.get(key);
    return entry == null ? node : entry.getKeyNode();
  }

  WebConfigException refuse(String key, String why) {
    return refuse(at(key), why);
  }

  WebConfigException refuse(String why) {
    return refuse(node, name + ": " + why);
  }

  private WebConfigException refuse(Node at, String why) {
    return new WebConfigException(file + line(at) + ": " + why);
  }

  private static String line(Node at) {
    return at.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
  }
}
