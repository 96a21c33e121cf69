package dev.muster.app.store;

import io.javalin.http.Context;

/**
 * What somebody may see of a store: the one place where matchers are added to what is asked through
 * the API.
 */
@FunctionalInterface
public interface StoreScope {
  /** Everybody who may ask sees all. */
  StoreScope ALL = (context, expression) -> expression;

  /**
   * An expression, or a selector of {@code match[]}, with matchers for what its sender may see.
   *
   * @throws dev.muster.metrics.QueryException if it cannot be read
   */
  String narrowed(Context context, String expression);
}
