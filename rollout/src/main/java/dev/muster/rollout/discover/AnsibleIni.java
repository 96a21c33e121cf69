package dev.muster.rollout.discover;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An Ansible inventory in its INI form: {@code [group]} with a host or pattern and {@code
 * variable=value}s a line, {@code [group:vars]}, {@code [group:children]}.
 */
final class AnsibleIni {
  private final AnsibleGroups groups = new AnsibleGroups();
  private final String file;
  private String group = AnsibleGroups.UNGROUPED;
  private String kind = "hosts";
  private int line;

  private AnsibleIni(String file) {
    this.file = file;
  }

  static List<Host> read(String text, String file) {
    return new AnsibleIni(file).hosts(text);
  }

  private List<Host> hosts(String text) {
    for (String one : text.lines().toList()) {
      line++;
      String stripped = one.strip();
      if (stripped.isEmpty() || stripped.startsWith("#") || stripped.startsWith(";")) {
        continue;
      }
      try {
        take(stripped);
      } catch (IllegalArgumentException e) {
        throw new DiscoverException(file + ":" + line + ": " + e.getMessage(), e);
      }
    }
    return groups.hosts();
  }

  private void take(String text) {
    if (text.startsWith("[") && text.endsWith("]")) {
      section(text.substring(1, text.length() - 1).strip());
      return;
    }
    switch (kind) {
      case "vars" -> variable(text);
      case "children" -> groups.child(group, words(text).getFirst());
      default -> host(text);
    }
  }

  private void section(String name) {
    int colon = name.lastIndexOf(':');
    kind = colon < 0 ? "hosts" : name.substring(colon + 1).toLowerCase(Locale.ROOT);
    group = colon < 0 ? name : name.substring(0, colon);
    if (group.isBlank() || !List.of("hosts", "vars", "children").contains(kind)) {
      throw new IllegalArgumentException(
          "[" + name + "] is no section; write [group], [group:vars] or [group:children]");
    }
    groups.group(group);
  }

  private void variable(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException("\"" + shortened(text) + "\" is no variable=value");
    }
    String value = text.substring(equals + 1).strip();
    boolean quoted =
        value.length() > 1
            && (value.startsWith("\"") || value.startsWith("'"))
            && value.endsWith(value.substring(0, 1));
    groups.variable(
        group,
        text.substring(0, equals).strip(),
        quoted ? value.substring(1, value.length() - 1) : value);
  }

  private void host(String text) {
    var words = words(text);
    Map<String, String> variables = new LinkedHashMap<>();
    for (String word : words.subList(1, words.size())) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "\"" + shortened(word) + "\" behind a host is no variable=value");
      }
      variables.put(word.substring(0, equals), word.substring(equals + 1));
    }
    String pattern = words.getFirst();
    int colon = pattern.lastIndexOf(':');
    boolean hasPort = colon > 0 && pattern.indexOf(':') == colon && pattern.indexOf(']', colon) < 0;
    if (hasPort) {
      variables.putIfAbsent("ansible_port", pattern.substring(colon + 1));
    }
    groups.host(group, hasPort ? pattern.substring(0, colon) : pattern, variables);
  }

  /** Words as a shell splits them, up to a comment. */
  private static List<String> words(String text) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    boolean open = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        open = true;
      } else if (c == '#' && !open) {
        break;
      } else if (Character.isWhitespace(c)) {
        if (open) {
          words.add(word.toString());
          word.setLength(0);
          open = false;
        }
      } else {
        word.append(c);
        open = true;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("a quote that is not closed; close it");
    }
    if (open) {
      words.add(word.toString());
    }
    return words;
  }

  /** Without what may be a password. */
  private static String shortened(String text) {
    return text.length() <= 20 ? text : text.substring(0, 20) + "…";
  }
}
