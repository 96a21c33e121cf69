package dev.muster.rollout.discover;

import dev.muster.fleet.Secret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The groups, hosts and variables of an Ansible inventory, in whichever of its forms. A host's own
 * variables count before those of its groups, a group's before those of the groups it is in.
 */
final class AnsibleGroups {
  static final String ALL = "all";
  static final String UNGROUPED = "ungrouped";

  /** In place of a value that ansible-vault encrypted. */
  static final String VAULT = "$ANSIBLE_VAULT";

  private static final int MOST_GROUPS = 10_000;

  private static final class Group {
    final Map<String, String> variables = new LinkedHashMap<>();
    final Set<String> hosts = new LinkedHashSet<>();
    final Set<String> children = new LinkedHashSet<>();
  }

  private final Map<String, Group> groups = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> hosts = new LinkedHashMap<>();

  /** Names a group. */
  void group(String name) {
    var _ = of(name);
  }

  private Group of(String name) {
    if (groups.size() > MOST_GROUPS) {
      throw new IllegalArgumentException("more than " + MOST_GROUPS + " groups");
    }
    return groups.computeIfAbsent(name, any -> new Group());
  }

  /**
   * Puts a host, or those that a pattern makes, into a group.
   *
   * @throws IllegalArgumentException saying what is wrong with the pattern
   */
  void host(String group, String pattern, Map<String, String> variables) {
    for (String name : HostPattern.expand(pattern)) {
      of(group).hosts.add(name);
      hosts.computeIfAbsent(name, any -> new LinkedHashMap<>()).putAll(variables);
      if (hosts.size() > Ranges.MOST) {
        throw new IllegalArgumentException("more than " + Ranges.MOST + " hosts");
      }
    }
  }

  void child(String group, String child) {
    of(group).children.add(child);
    group(child);
  }

  void variable(String group, String name, String value) {
    of(group).variables.put(name, value);
  }

  /** All hosts, in the order of their first mention, each in the innermost group named first. */
  List<Host> hosts() {
    var found = new ArrayList<Host>();
    hosts.forEach((name, own) -> found.add(host(name, own)));
    return found;
  }

  private Host host(String name, Map<String, String> own) {
    var names =
        groups.entrySet().stream()
            .filter(entry -> entry.getValue().hosts.contains(name))
            .map(Map.Entry::getKey)
            .filter(group -> !group.equals(ALL) && !group.equals(UNGROUPED))
            .toList();
    var around = new LinkedHashSet<String>();
    names.forEach(group -> parents(group, around));
    var variables = new LinkedHashMap<String, String>();
    merge(ALL, variables);
    around.reversed().forEach(parent -> merge(parent, variables));
    (names.isEmpty() ? List.of(UNGROUPED) : names).forEach(group -> merge(group, variables));
    variables.putAll(own);
    var notes = new ArrayList<String>();
    if (names.size() > 1) {
      notes.add("also of " + String.join(", ", names.subList(1, names.size())));
    }
    return resolved(name, names.isEmpty() ? "" : names.getFirst(), variables, notes);
  }

  private void merge(String group, Map<String, String> into) {
    var found = groups.get(group);
    if (found != null) {
      into.putAll(found.variables);
    }
  }

  /** Adds the groups around a group, the nearest first; circles end where they began. */
  private void parents(String group, Set<String> found) {
    groups.forEach((name, candidate) -> {
      if (candidate.children.contains(group) && found.add(name)) {
        parents(name, found);
      }
    });
  }

  private static Host resolved(
      String name, String group, Map<String, String> variables, List<String> notes) {
    String host = first(variables, notes, "ansible_host", "ansible_ssh_host");
    String portText = first(variables, notes, "ansible_port", "ansible_ssh_port");
    String user = first(variables, notes, "ansible_user", "ansible_ssh_user");
    String key =
        first(variables, notes, "ansible_ssh_private_key_file", "ansible_private_key_file");
    String password =
        first(variables, notes, "ansible_password", "ansible_ssh_pass", "ansible_ssh_password");
    String way = variables.getOrDefault("ansible_connection", "ssh");
    boolean ssh = way.equals("ssh") || way.equals("smart") || way.equals("paramiko");
    if (!ssh) {
      notes.add("Ansible reaches it by " + way + ", not by SSH");
    }
    @Nullable Integer port = portText.isEmpty() ? null : Ports.parse(portText);
    if (port == null && !portText.isEmpty()) {
      notes.add("its ansible_port \"" + portText + "\" is none");
    }
    return new Host(
        name,
        host.isEmpty() ? name : host,
        group,
        new Host.Login(
            port == null || !ssh ? 0 : port,
            user,
            password.isEmpty() ? null : new Secret(password),
            key),
        notes);
  }

  /** The first that has a value that can be used; of others it is said why not. */
  private static String first(Map<String, String> variables, List<String> notes, String... names) {
    for (String name : names) {
      String value = variables.getOrDefault(name, "").strip();
      if (value.startsWith(VAULT)) {
        notes.add(name + " is encrypted by ansible-vault: read it there with ansible-vault view");
      } else if (value.contains("{{")) {
        notes.add(name + " is an expression of Ansible's: put its value here");
      } else if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }
}
