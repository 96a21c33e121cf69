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

  /** What is done to the values that a template writes. */
  public enum Output {
    /** Nothing. */
    TEXT,
    /** They are escaped, but for those that {@code safeHtml} lets through. */
    HTML
  }

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
    return parse(text, VARIABLES, false);
  }

  /**
   * Reads a template of a message, which has Alertmanager's further functions and no variable but
   * {@code $}.
   *
   * @throws TemplateException at the first mistake, with its line and column
   */
  public static Template ofMessage(String text) {
    return parse(text, List.of("$"), true);
  }

  private static Template parse(String text, List<String> variables, boolean message) {
    if (text.length() > LONGEST) {
      throw new TemplateException(
          new Place(1, 1), "longer than " + LONGEST + " characters; write a shorter one");
    }
    return new Template(text, TreeBuilder.build(text, variables, message));
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
    return expand(
        data,
        scope,
        new Evaluation(new Budget(query, timeMillis), data.externalUrl(), Output.TEXT));
  }

  /**
   * The text a message's template gives.
   *
   * @param data what it is about
   * @param externalUrl what the function of this name gives
   * @param timeMillis now, Unix milliseconds
   * @throws TemplateException if it cannot be expanded, or takes too much
   */
  public String expand(TemplateValue data, Output output, String externalUrl, long timeMillis) {
    var scope = new Scope();
    scope.declare("$", data);
    var budget =
        new Budget(
            (expression, time) -> {
              throw new FailedCallException("a message's template cannot query");
            },
            timeMillis);
    return expand(data, scope, new Evaluation(budget, externalUrl, output));
  }

  private String expand(Object data, Scope scope, Evaluation evaluation) {
    var text = new StringBuilder();
    new Expansion(defined, evaluation, evaluation.budget(), text).run(root, data, scope);
    return text.toString();
  }
}
