package dev.muster.scraper;

import dev.muster.metrics.Labels;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps one instance of each text that all clients' labels share; up to a bound, then no more. */
final class Interner {
  private static final int BOUND = 100_000;

  private final Map<String, String> texts = new ConcurrentHashMap<>();

  String one(String text) {
    String known = texts.get(text);
    if (known != null) {
      return known;
    }
    if (texts.size() < BOUND) {
      texts.putIfAbsent(text, text);
    }
    return text;
  }

  Labels one(Labels labels) {
    var builder = Labels.builder();
    labels.forEach((name, value) -> builder.set(one(name), one(value)));
    return builder.build();
  }
}
