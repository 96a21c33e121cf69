package dev.muster.fleet;

import java.util.LinkedHashMap;
import java.util.Map;

/** Where an element stands in the text: its start tag, its attributes, and text inside it. */
final class Tag {
  /** No text but spaces. */
  static final int NO_TEXT = -1;

  private final String name;
  private final int offset;
  private final Map<String, Integer> attributes = LinkedHashMap.newLinkedHashMap(4);
  private int textOffset = NO_TEXT;

  Tag(String name, int offset) {
    this.name = name;
    this.offset = offset;
  }

  String name() {
    return name;
  }

  /** Of the {@code <}. */
  int offset() {
    return offset;
  }

  /** The offset of every attribute's name. */
  Map<String, Integer> attributes() {
    return attributes;
  }

  /** Of the first text inside, or {@link #NO_TEXT}. */
  int textOffset() {
    return textOffset;
  }

  void text(int at) {
    if (textOffset == NO_TEXT) {
      textOffset = at;
    }
  }
}
