package dev.muster.promql;

import java.util.List;
import java.util.Random;

/**
 * Makes up expressions over {@link PeerSamples}, the same ones for the same seed. Left out is what
 * the peer's version does not know or holds otherwise: newer functions, windows of subqueries that
 * begin on a step, {@code atan2}, after which it keeps the metric's name.
 */
final class PeerQueries {
  private static final List<String> GAUGES =
      List.of("load", "memory_bytes", "up", "late", "unknown", "load{host!=\"a\"}");
  private static final List<String> COUNTERS =
      List.of(
          "cpu_seconds_total",
          "cpu_seconds_total{mode=\"user\"}",
          "cpu_seconds_total{host=~\"a|c\"}",
          "took_seconds_count",
          "took_seconds_sum",
          "took_seconds_bucket");
  private static final List<String> WINDOWS =
      List.of("25s", "1m", "2m30s", "5m", "10m", "17m5s", "1h");
  private static final List<String> MODIFIERS =
      List.of("", "", "", "", " offset 5m", " offset -3m", " @ start()", " @ 1760405400");
  private static final List<String> COUNTER_FUNCTIONS =
      List.of("rate", "increase", "irate", "resets", "changes");
  private static final List<String> GAUGE_FUNCTIONS =
      List.of(
          "avg_over_time",
          "sum_over_time",
          "min_over_time",
          "max_over_time",
          "count_over_time",
          "last_over_time",
          "present_over_time",
          "stddev_over_time",
          "delta",
          "idelta",
          "deriv");
  private static final List<String> AGGREGATORS =
      List.of(
          "sum", "avg", "min", "max", "count", "group", "stddev", "quantile", "topk", "bottomk");
  private static final List<String> GROUPINGS =
      List.of("", " by (host)", " by (mode, cpu)", " without (host)", " by (nothing)");
  private static final List<String> ARITHMETIC = List.of("+", "-", "*", "/", "%");
  private static final List<String> COMPARISONS =
      List.of(">", "<", ">=", "<=", "!=", "> bool", "<= bool");
  private static final List<String> SET_OPERATORS = List.of("and", "or", "unless");
  private static final List<String> SAMPLE_FUNCTIONS =
      List.of("abs", "sgn", "sqrt", "exp", "ln", "log2", "-", "atan", "tanh", "rad", "timestamp");
  private static final List<String> NUMBERS = List.of("0", "1", "-2.5", "1e3", "0.125", "7");

  private final Random random;

  PeerQueries(long seed) {
    random = new Random(seed);
  }

  /** The next expression, an instant vector. */
  String next() {
    return vector(3);
  }

  private String vector(int depth) {
    return switch (depth == 0 ? random.nextInt(3) : random.nextInt(10)) {
      case 0 -> any(random.nextBoolean() ? GAUGES : COUNTERS) + any(MODIFIERS);
      case 1 -> overTime(any(COUNTER_FUNCTIONS), any(COUNTERS));
      case 2 -> overTime(any(GAUGE_FUNCTIONS), any(GAUGES));
      case 3, 4 -> aggregation(depth - 1);
      case 5 -> any(SAMPLE_FUNCTIONS) + "(" + vector(depth - 1) + ")";
      case 6 -> withNumber(depth - 1);
      case 7 -> ofVectors(depth - 1);
      case 8 -> subquery(depth - 1);
      default -> quantile();
    };
  }

  private String overTime(String function, String selector) {
    return function + "(" + selector + "[" + any(WINDOWS) + "]" + any(MODIFIERS) + ")";
  }

  private String aggregation(int depth) {
    String name = any(AGGREGATORS);
    String parameter =
        switch (name) {
          case "quantile" -> "0." + random.nextInt(10) + ", ";
          case "topk", "bottomk" -> 1 + random.nextInt(3) + ", ";
          default -> "";
        };
    return name + any(GROUPINGS) + " (" + parameter + vector(depth) + ")";
  }

  private String withNumber(int depth) {
    String operator = any(random.nextBoolean() ? ARITHMETIC : COMPARISONS);
    return random.nextBoolean()
        ? "(" + vector(depth) + ") " + operator + " " + any(NUMBERS)
        : any(NUMBERS) + " " + operator + " (" + vector(depth) + ")";
  }

  /** Both sides by host, so that they match. */
  private String ofVectors(int depth) {
    int kind = random.nextInt(3);
    String operator = any(kind == 0 ? ARITHMETIC : kind == 1 ? COMPARISONS : SET_OPERATORS);
    String left = vector(depth);
    String right = "max by (host) (" + vector(depth) + ")";
    boolean one = random.nextBoolean();
    String matching = kind == 2 ? " on (host) " : one ? " on (host) " : " on (host) group_left () ";
    return (one && kind != 2 ? "min by (host) (" + left + ")" : "(" + left + ")")
        + " "
        + operator
        + matching
        + right;
  }

  /** Its window begins half a minute off the step. */
  private String subquery(int depth) {
    int minutes = 2 + random.nextInt(20);
    return any(GAUGE_FUNCTIONS) + "((" + vector(depth) + ")[" + minutes + "m30s:1m])";
  }

  private String quantile() {
    return "histogram_quantile(0."
        + (1 + random.nextInt(99))
        + ", sum by (le"
        + (random.nextBoolean() ? ", host" : "")
        + ") (rate(took_seconds_bucket["
        + any(WINDOWS)
        + "])))";
  }

  private String any(List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }
}
