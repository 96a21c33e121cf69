package dev.muster.rules.template;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Something with named fields that a template may ask for; asking for another is a mistake. */
public interface TemplateValue {
  /**
   * A field, or what a method of this name without arguments gives; null where there is none.
   * Texts, booleans, {@code Long}, {@code Double}, {@code Instant}, {@code Duration}, lists, maps
   * of texts and values of this kind.
   */
  @Nullable Object field(String name);

  /** The names there are, for whoever wrote another. */
  Collection<String> names();
}
