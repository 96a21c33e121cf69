package dev.muster.fleet;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An element as it stands in the file.
 *
 * @param attributes by name, in the order of the file
 * @param text where it has text other than spaces directly inside, or null
 */
record Element(
    String name,
    Position at,
    Map<String, Attribute> attributes,
    List<Element> children,
    @Nullable Position text) {
  @Nullable Attribute attribute(String attribute) {
    return attributes.get(attribute);
  }

  boolean has(String attribute) {
    return attributes.containsKey(attribute);
  }

  /** Where the attribute stands, or the element where it has no such attribute. */
  Position at(String attribute) {
    var found = attributes.get(attribute);
    return found == null ? at : found.at();
  }

  List<Element> children(String child) {
    return children.stream().filter(element -> element.name().equals(child)).toList();
  }

  /** The first child of that name, or null. */
  @Nullable Element child(String child) {
    return children.stream().filter(e -> e.name().equals(child)).findFirst().orElse(null);
  }
}
