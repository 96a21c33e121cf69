package dev.muster.exporter.collector;

import dev.muster.metrics.ExpositionParser;
import dev.muster.metrics.ExpositionSink;
import dev.muster.metrics.Labels;
import dev.muster.metrics.MetricType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One file in the text exposition format, in families. */
record TextFile(List<Family> families) {
  /** One sample; its labels have its name, such as that of a histogram's bucket. */
  record Sample(Labels labels, double value) {}

  /** One family; no two of its samples have the same labels. */
  record Family(String name, MetricType type, String help, List<Sample> samples) {
    /**
     * With another file's samples.
     *
     * @throws IllegalArgumentException if that file gives it another type, or has a sample that
     *     this one has
     */
    Family with(Family other) {
      if (type != other.type) {
        throw new IllegalArgumentException(
            "family %s is %s here and %s in another file".formatted(name, other.type, type));
      }
      List<Sample> both = new ArrayList<>(samples);
      both.addAll(other.samples);
      return new Family(name, type, help.isEmpty() ? other.help : help, both).checked();
    }

    private Family checked() {
      Set<Labels> seen = new HashSet<>();
      for (Sample sample : samples) {
        if (!seen.add(sample.labels())) {
          throw new IllegalArgumentException("two values for " + sample.labels());
        }
      }
      TextSnapshots.of(this);
      return this;
    }
  }

  /**
   * Reads a file.
   *
   * @throws dev.muster.metrics.ExpositionException if it is malformed; the message names the line
   * @throws IllegalArgumentException if it has a timestamp, two values for the same labels, or a
   *     family that is no such type
   */
  static TextFile parse(byte[] text) {
    var sink = new Sink();
    ExpositionParser.parse(text, sink);
    return new TextFile(sink.families());
  }

  private static final class Sink implements ExpositionSink {
    private static final List<String> SUFFIXES = List.of("_bucket", "_sum", "_count");

    private final Map<String, String> helps = new HashMap<>();
    private final Map<String, MetricType> types = new HashMap<>();
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

    @Override
    public void help(String family, String text) {
      helps.put(family, text);
    }

    @Override
    public void type(String family, MetricType type) {
      types.put(family, type);
    }

    @Override
    public void sample(Labels labels, double value, @Nullable Long timestampMillis) {
      if (timestampMillis != null) {
        throw new IllegalArgumentException(
            labels + " has a timestamp; a value is of the time of the scrape");
      }
      samples
          .computeIfAbsent(familyOf(labels.metricName()), name -> new ArrayList<>())
          .add(new Sample(labels, value));
    }

    private String familyOf(String name) {
      for (String suffix : SUFFIXES) {
        if (name.endsWith(suffix)) {
          String family = name.substring(0, name.length() - suffix.length());
          MetricType type = types.get(family);
          if (type == MetricType.HISTOGRAM
              || (type == MetricType.SUMMARY && !suffix.equals("_bucket"))) {
            return family;
          }
        }
      }
      return name;
    }

    List<Family> families() {
      List<Family> families = new ArrayList<>();
      samples.forEach((name, values) ->
          families.add(
              new Family(
                      name,
                      types.getOrDefault(name, MetricType.UNTYPED),
                      helps.getOrDefault(name, ""),
                      List.copyOf(values))
                  .checked()));
      return families;
    }
  }
}
