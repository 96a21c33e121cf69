package dev.muster.rollout.discover;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * An Ansible inventory in its YAML form: groups with {@code hosts}, {@code vars} and {@code
 * children}.
 */
final class AnsibleYaml {
  private static final int MOST_CHARACTERS = 10_000_000;
  private static final int DEEPEST = 50;
  private static final int MOST_ENTRIES = 200_000;
  private static final List<String> PARTS = List.of("hosts", "vars", "children");

  private final AnsibleGroups groups = new AnsibleGroups();
  private final String file;

  /** Aliases make much of little text. */
  private int read;

  private AnsibleYaml(String file) {
    this.file = file;
  }

  static List<Host> read(String text, String file) {
    return new AnsibleYaml(file).hosts(text);
  }

  private List<Host> hosts(String text) {
    var settings =
        LoadSettings.builder()
            .setLabel(file)
            .setCodePointLimit(MOST_CHARACTERS)
            .setAllowDuplicateKeys(true)
            .build();
    try {
      var root = new Compose(settings).composeString(text);
      if (root.isPresent()) {
        for (var entry : entries(root.get(), "an inventory").entrySet()) {
          group(entry.getKey(), entry.getValue(), 0);
        }
      }
      return groups.hosts();
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw new DiscoverException(
          "%s:%d: not YAML: %s; mend it here or just before".formatted(file, line, e.getProblem()),
          e);
    } catch (YamlEngineException e) {
      throw new DiscoverException(file + ": not YAML: " + e.getMessage(), e);
    }
  }

  private void group(String name, Node node, int depth) {
    if (depth > DEEPEST) {
      throw wrong(node, "groups within groups, more than " + DEEPEST + " deep");
    }
    groups.group(name);
    for (var part : entries(node, "group " + name).entrySet()) {
      switch (part.getKey()) {
        case "hosts" -> members(name, part.getValue());
        case "vars" ->
            entries(part.getValue(), "vars")
                .forEach((variable, value) -> groups.variable(name, variable, text(value)));
        case "children" ->
            entries(part.getValue(), "children")
                .forEach((child, value) -> {
                  groups.child(name, child);
                  group(child, value, depth + 1);
                });
        default ->
            throw wrong(
                part.getValue(),
                "\"%s\" in group %s; use %s"
                    .formatted(part.getKey(), name, String.join(", ", PARTS)));
      }
    }
  }

  private void members(String group, Node node) {
    for (var host : entries(node, "hosts").entrySet()) {
      var variables = new LinkedHashMap<String, String>();
      entries(host.getValue(), "host " + host.getKey())
          .forEach((variable, value) -> variables.put(variable, text(value)));
      try {
        groups.host(group, host.getKey(), variables);
      } catch (IllegalArgumentException e) {
        throw wrong(host.getValue(), String.valueOf(e.getMessage()));
      }
    }
  }

  /** The entries of a mapping; none where nothing stands. */
  private Map<String, Node> entries(Node node, String what) {
    if (node.getTag().equals(Tag.NULL)) {
      return Map.of();
    }
    if (!(node instanceof MappingNode mapping)) {
      throw wrong(node, what + " must be \"name: value\" lines");
    }
    var entries = new LinkedHashMap<String, Node>();
    var merged = new HashSet<String>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (++read > MOST_ENTRIES) {
        throw wrong(node, "more than " + MOST_ENTRIES + " names; split it over several runs");
      }
      if (!(tuple.getKeyNode() instanceof ScalarNode key) || !merged.add(key.getValue())) {
        throw wrong(tuple.getKeyNode(), "a name in " + what + " is no plain text, or stands twice");
      }
      entries.put(key.getValue(), tuple.getValueNode());
    }
    return entries;
  }

  private static String text(Node node) {
    if (node.getTag().getValue().equals("!vault")) {
      return AnsibleGroups.VAULT;
    }
    return node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)
        ? scalar.getValue()
        : "";
  }

  private DiscoverException wrong(Node node, String what) {
    int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    return new DiscoverException(file + ":" + line + ": " + what);
  }
}
