package dev.muster.rules.template;

import dev.muster.metrics.InstantQuery;
import java.util.List;
import java.util.Map;

/**
 * A template in Go's language ({@code text/template}) with the functions that Prometheus gives
 * those of alerts. Bounded in size, nesting, steps, queries and output. Immutable.
 *
 * @see <a href="https://pkg.go.dev/text/template">the language</a>
 * @see <a href="https://prometheus.io/docs/prometheus/latest/configuration/template_reference/">the
 *     functions</a>
 */
public final class Template {
  private static final List<String> VARIABLES =
      List.of("$", "$labels", "$externalLabels", "$externalURL", "$value");
  private static final int LONGEST = 64 * 1024;

  private final String text;
  private final List<Node> root;
  private final Map<String, List<Node>> defined;

  private Template(String text, TreeBuilder.Tree tree) {
    this.text = text;
    this.root = tree.root();
    this.defined = Map.copyOf(tree.defined());
  }

  /**
   * Reads a template.
   *
   * @throws TemplateException at the first mistake, with its line and column
   */
  public static Template parse(String text) {
    if (text.length() > LONGEST) {
      throw new TemplateException(
          new Place(1, 1), "longer than " + LONGEST + " characters; write a shorter one");
    }
    return new Template(text, TreeBuilder.build(text, VARIABLES));
  }

  /** The template as it was written. */
  public String text() {
    return text;
  }

  /**
   * The text it gives.
   *
   * @param query answers the function {@code query}
   * @param timeMillis the evaluation's, Unix milliseconds
   * @throws TemplateException if it cannot be expanded, or takes too much
   */
  public String expand(TemplateData data, InstantQuery query, long timeMillis) {
    if (root.size() == 1 && root.getFirst() instanceof Node.Text only) {
      return only.text();
    }
    var scope = new Scope();
    scope.declare("$", data);
    scope.declare("$labels", data.labels());
    scope.declare("$externalLabels", data.externalLabels());
    scope.declare("$externalURL", data.externalUrl());
    scope.declare("$value", data.value());
    var budget = new Budget(query, timeMillis);
    var output = new StringBuilder();
    new Expansion(defined, new Evaluation(budget, data.externalUrl()), budget, output)
        .run(root, data, scope);
    return output.toString();
  }
}
