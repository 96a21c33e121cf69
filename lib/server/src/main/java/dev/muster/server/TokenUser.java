package dev.muster.server;

import java.util.function.BiPredicate;

/**
 * Whose a bearer token is.
 *
 * @param name such as {@code token:grafana}
 * @param may whether a request of this method for this path is allowed; the path as it was sent
 */
public record TokenUser(String name, BiPredicate<String, String> may) {
  /** One who may do whatever a user may. */
  public TokenUser(String name) {
    this(name, (method, path) -> true);
  }
}
