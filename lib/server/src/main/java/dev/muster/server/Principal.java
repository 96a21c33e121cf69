package dev.muster.server;

import java.util.Set;

/**
 * Who sends a request.
 *
 * @param name such as {@code admin}, or {@code token:grafana}
 * @param groups the groups of clients that are seen; none: all clients
 */
public record Principal(String name, Role role, Set<String> groups) {
  public Principal {
    groups = Set.copyOf(groups);
  }

  /** Whether clients of all groups are seen, those of no group too. */
  public boolean seesAll() {
    return groups.isEmpty();
  }

  /** Whether clients of this group are seen; "" where a client has none. */
  public boolean sees(String group) {
    return seesAll() || groups.contains(group);
  }
}
