package dev.muster.scraper.write;

import dev.muster.metrics.ExpositionLimits;
import dev.muster.metrics.Labels;

/** The labels of one series as they are read; checked as both protocols demand it. */
final class LabelList {
  private final ExpositionLimits limits;
  private final Labels.Builder builder = Labels.builder();
  private String before = "";
  private boolean isNamed;
  private int count;

  LabelList(ExpositionLimits limits) {
    this.limits = limits;
  }

  void add(String name, String value) {
    if (++count > limits.labels() + 1) {
      throw new BadWriteException(
          "a series has more than %d labels; leave some out".formatted(limits.labels()));
    }
    if (name.isEmpty()) {
      throw new BadWriteException("a label has no name; give it one");
    }
    int order = compare(before, name);
    if (order == 0) {
      throw new BadWriteException(
          "label %s stands twice in a series; send each once".formatted(quoted(name)));
    }
    if (order > 0) {
      throw new BadWriteException(
          "label %s stands behind %s; sort labels by name".formatted(quoted(name), quoted(before)));
    }
    isNamed |= name.equals(Labels.NAME) && !value.isEmpty();
    builder.set(name, value);
    before = name;
  }

  /** In the order of code points, which is that of the bytes of UTF-8. */
  private static int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean isOneSupplementary = Character.isSurrogate(x) != Character.isSurrogate(y);
        return isOneSupplementary ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private static String quoted(String name) {
    return Labels.quote(name.length() > 100 ? name.substring(0, 100) + "…" : name);
  }

  /**
   * The labels.
   *
   * @throws BadWriteException if there is no name of a metric among them
   */
  Labels labels() {
    if (!isNamed) {
      throw new BadWriteException(
          "the series %s has no label __name__; name its metric".formatted(builder.build()));
    }
    return builder.build();
  }
}
