package dev.muster.fleet;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The table of limit types: name in the file, unit, and the PromQL whose value is held against the
 * limit. Each expression answers for the whole fleet at once, one sample per client, or several
 * told apart by {@link #detailLabel}; the worst one counts.
 */
public enum LimitType {
  CPU(
      "cpu",
      Unit.PERCENT,
      "",
      "100 * (1 - avg by (client) (sum without (mode)"
          + " (rate(node_cpu_seconds_total{job=\"node\",mode=~\"idle|iowait|steal\"}[$window]))))"),
  MEMORY(
      "memory",
      Unit.PERCENT,
      "",
      "100 * (1 - node_memory_MemAvailable_bytes{job=\"node\"}"
          + " / node_memory_MemTotal_bytes{job=\"node\"})"),
  SWAP(
      "swap",
      Unit.PERCENT,
      "",
      "100 * (1 - node_memory_SwapFree_bytes{job=\"node\"}"
          + " / (node_memory_SwapTotal_bytes{job=\"node\"} > 0))"),
  DISK(
      "disk",
      Unit.PERCENT,
      "mountpoint",
      "100 * (1 - node_filesystem_avail_bytes{job=\"node\",$drives}"
          + " / (node_filesystem_size_bytes{job=\"node\",$drives}"
          + " - node_filesystem_free_bytes{job=\"node\",$drives}"
          + " + node_filesystem_avail_bytes{job=\"node\",$drives} > 0))"),
  LOAD(
      "load",
      Unit.NUMBER,
      "",
      "sum by (client) (node_load1{job=\"node\"})"
          + " / count by (client) (node_cpu_seconds_total{job=\"node\",mode=\"idle\"})"),
  UPTIME(
      "uptime",
      Unit.SECONDS,
      "",
      "node_time_seconds{job=\"node\"} - node_boot_time_seconds{job=\"node\"}"),
  OFFLINE("offline", Unit.NONE, "", "1 - up{job=\"node\"}");

  /** In what a limit and its values are given. */
  public enum Unit {
    /** 0 to 100; in the file with or without %. */
    PERCENT,
    /** In the file a duration such as 30d. */
    SECONDS,
    /** A plain number. */
    NUMBER,
    /** True or false: the file gives no limit. */
    NONE;

    /**
     * A value of this unit as people read it: {@code 73.4%}, {@code 12d 3h}, {@code 1.53}, {@code
     * yes}. NaN is {@code no value}.
     */
    public String format(double value) {
      if (Double.isNaN(value)) {
        return "no value";
      }
      if (Double.isInfinite(value)) {
        return value > 0 ? "infinite" : "-infinite";
      }
      return switch (this) {
        case PERCENT -> Numbers.rounded(value, 1) + "%";
        case SECONDS -> DurationText.rough(value);
        case NUMBER -> Numbers.rounded(value, 2);
        case NONE -> value == 0 ? "no" : "yes";
      };
    }

    /** A limit of this unit as it would stand in the file, to the last digit. */
    String exact(double limit) {
      return switch (this) {
        case PERCENT -> Numbers.exact(limit) + "%";
        case SECONDS -> DurationText.of(Duration.ofMillis(Math.round(limit * 1000)));
        case NUMBER -> Numbers.exact(limit);
        case NONE -> "";
      };
    }
  }

  /** File systems that hold no user's data or cannot fill up. */
  private static final String DRIVES =
      "fstype!=\"\",fstype!~\"tmpfs|ramfs|devtmpfs|squashfs|iso9660|udf|overlay\"";

  private final String xmlName;
  private final Unit unit;
  private final String detailLabel;
  private final String expression;

  LimitType(String xmlName, Unit unit, String detailLabel, String expression) {
    this.xmlName = xmlName;
    this.unit = unit;
    this.detailLabel = detailLabel;
    this.expression = expression;
  }

  /** The type's name in the file, on pages and in mails. */
  public String xmlName() {
    return xmlName;
  }

  public Unit unit() {
    return unit;
  }

  /** The label that tells a client's several values apart, or "" where there is one value. */
  public String detailLabel() {
    return detailLabel;
  }

  /** The PromQL of the value; rates look back four scrape intervals. */
  public String expression(Duration scrapeInterval) {
    return expression
        .replace("$window", scrapeInterval.toMillis() * 4 + "ms")
        .replace("$drives", DRIVES);
  }

  /** Label matchers of the drives that can fill up, as in {@link #DISK}. */
  public static String driveMatchers() {
    return DRIVES;
  }

  public static Optional<LimitType> named(String xmlName) {
    return Arrays.stream(values()).filter(type -> type.xmlName.equals(xmlName)).findFirst();
  }

  public static List<String> names() {
    return Arrays.stream(values()).map(LimitType::xmlName).toList();
  }
}
