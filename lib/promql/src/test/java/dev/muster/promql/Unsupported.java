package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.promql.Expression.Aggregation;
import dev.muster.promql.Expression.Binary;
import dev.muster.promql.Expression.Call;
import dev.muster.promql.Expression.NumberLiteral;
import dev.muster.promql.Expression.Parentheses;
import dev.muster.promql.Expression.RangeSelector;
import dev.muster.promql.Expression.StringLiteral;
import dev.muster.promql.Expression.Subquery;
import dev.muster.promql.Expression.Unary;
import dev.muster.promql.Expression.VectorSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules by which a case of an outside script is left out, each with a name. */
final class Unsupported {
  private static final Pattern EXPERIMENTAL =
      Pattern.compile(
          "(?i)\\b(limitk|limit_ratio)\\b|\\b(mad_over_time|ts_of_(first|last|min|max)_over_time"
              + "|double_exponential_smoothing|sort_by_label(_desc)?|histogram_quantiles"
              + "|start_timestamp|max_of|min_of|info|step|range|fill|fill_left|fill_right)\\s*\\("
              + "|\\b(anchored|smoothed)\\b"
              + "|(?<!@)(?<!@ )\\b(start|end)\\(\\)"
              + "|</|>/");
  private static final Pattern DURATION_EXPRESSION =
      Pattern.compile(
          "\\[[^\\]\"']*[-+*/%^(][^\\]\"']*\\]" + "|offset\\s*[-+]?\\s*\\(" + "|offset\\s*-\\s*-");

  private final List<Labels> nativeSeries = new ArrayList<>();

  void clear() {
    nativeSeries.clear();
  }

  void loaded(Command.Load load) {
    for (var line : load.series()) {
      if (!line.supported()) {
        nativeSeries.add(line.labels());
      }
      if (load.nativeToo()) {
        String name = line.labels().metricName().replaceFirst("_(bucket|count|sum)$", "");
        nativeSeries.add(line.labels().toBuilder().set(Labels.NAME, name).remove("le").build());
      }
    }
  }

  /** Why a case is left out, or null where it is to be run. */
  @Nullable String reason(Command.Eval eval) {
    if (eval.query().contains("{{") || eval.expected().text().contains("{{")) {
      return "other samples than floats";
    }
    String words = eval.query().replaceAll("\"[^\"]*\"|'[^']*'|`[^`]*`", "");
    if (EXPERIMENTAL.matcher(words).find() || DURATION_EXPRESSION.matcher(words).find()) {
      return "experimental";
    }
    try {
      return selects(Expression.parse(eval.query())) ? "other samples than floats" : null;
    } catch (ParseException e) {
      return null;
    }
  }

  private boolean selects(Expression expression) {
    return switch (expression) {
      case NumberLiteral it -> false;
      case StringLiteral it -> false;
      case VectorSelector it -> nativeSeries.stream().anyMatch(labels -> matches(it, labels));
      case RangeSelector it -> selects(it.vector());
      case Subquery it -> selects(it.expression());
      case Unary it -> selects(it.expression());
      case Parentheses it -> selects(it.expression());
      case Binary it -> selects(it.left()) || selects(it.right());
      case Aggregation it -> selects(it.expression());
      case Call it -> it.arguments().stream().anyMatch(this::selects);
    };
  }

  private static boolean matches(VectorSelector selector, Labels labels) {
    var matchers = new ArrayList<>(selector.matchers());
    if (selector.name() != null) {
      matchers.add(Matcher.equal(Labels.NAME, selector.name()));
    }
    return matchers.stream().allMatch(matcher -> matcher.matches(labels));
  }
}
