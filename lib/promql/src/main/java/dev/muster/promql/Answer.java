package dev.muster.promql;

import java.util.List;

/** A query's value and what is to be said about it, as the HTTP API's annotations. */
public record Answer(Value value, List<String> warnings, List<String> infos) {
  public Answer {
    warnings = List.copyOf(warnings);
    infos = List.copyOf(infos);
  }
}
