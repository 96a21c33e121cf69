package dev.muster.rules.template;

import java.util.Map;

/**
 * What an alert's template is about: {@code .Labels}, {@code .ExternalLabels}, {@code
 * .ExternalURL}, {@code .Value}, and the variables of the same names.
 */
public record TemplateData(
    Map<String, String> labels,
    Map<String, String> externalLabels,
    String externalUrl,
    double value) {
  public TemplateData {
    labels = Map.copyOf(labels);
    externalLabels = Map.copyOf(externalLabels);
  }
}
