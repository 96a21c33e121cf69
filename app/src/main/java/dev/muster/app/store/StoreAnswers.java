package dev.muster.app.store;

import dev.muster.metrics.InstantSample;
import dev.muster.metrics.Labels;
import dev.muster.metrics.QueryException;
import dev.muster.metrics.QueryException.Reason;
import dev.muster.metrics.SampleValue;
import dev.muster.metrics.Series;
import dev.muster.metrics.TooManySamplesException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a store's JSON says. */
final class StoreAnswers {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int TOLD = 300;

  private StoreAnswers() {}

  /**
   * The member {@code data} of an answer.
   *
   * @throws QueryException as the store says, or if it is no such answer
   */
  static JsonNode data(StoreClient.Answer answer) {
    JsonNode tree;
    try {
      tree = JSON.readTree(answer.body());
    } catch (JacksonException e) {
      throw unreadable(e);
    }
    if (!tree.path("status").asString("").equals("success")) {
      throw failure(tree);
    }
    return tree.path("data");
  }

  private static QueryException failure(JsonNode answer) {
    var reason =
        switch (answer.path("errorType").asString("")) {
          case "bad_data", "400" -> Reason.BAD_DATA;
          case "execution", "422", "not_acceptable" -> Reason.EXECUTION;
          case "timeout", "canceled" -> Reason.TIMEOUT;
          default -> Reason.UNAVAILABLE;
        };
    String error = answer.path("error").asString("it does not say why");
    return new QueryException(
        reason, "the store says: " + error.substring(0, Math.min(TOLD, error.length())));
  }

  private static QueryException unreadable(RuntimeException e) {
    return new QueryException(
        Reason.UNAVAILABLE, "the store's answer cannot be read: " + e.getMessage(), e);
  }

  /** The samples of a vector or scalar. */
  static List<InstantSample> vector(JsonNode data) {
    try {
      var result = data.path("result");
      if (data.path("resultType").asString("").equals("scalar")) {
        return List.of(sample(Labels.EMPTY, result));
      }
      var samples = new ArrayList<InstantSample>(result.size());
      for (var element : result) {
        if (element.has("value")) {
          samples.add(sample(labels(element.path("metric")), element.path("value")));
        }
      }
      return samples;
    } catch (NumberFormatException | JacksonException e) {
      throw unreadable(e);
    }
  }

  private static InstantSample sample(Labels labels, JsonNode value) {
    return new InstantSample(labels, millis(value), number(value));
  }

  private static long millis(JsonNode pair) {
    return Math.round(pair.path(0).asDouble() * 1000);
  }

  private static double number(JsonNode pair) {
    return SampleValue.parse(pair.path(1).asString());
  }

  static Labels labels(JsonNode metric) {
    var labels = Labels.builder();
    metric.properties().forEach(label -> labels.set(label.getKey(), label.getValue().asString()));
    return labels.build();
  }

  /**
   * The series of a matrix, and of each the samples from a time on.
   *
   * @throws TooManySamplesException if there are more than that
   */
  static List<Series> matrix(JsonNode data, long fromMillis, int mostSamples) {
    var all = new ArrayList<Series>();
    long left = mostSamples;
    try {
      for (var element : data.path("result")) {
        var values = element.path("values");
        left -= values.size();
        if (left < 0) {
          throw new TooManySamplesException(mostSamples);
        }
        var series = series(labels(element.path("metric")), values, fromMillis);
        if (series.size() > 0) {
          all.add(series);
        }
      }
      return all;
    } catch (NumberFormatException | JacksonException e) {
      throw unreadable(e);
    }
  }

  private static Series series(Labels labels, JsonNode pairs, long fromMillis) {
    var times = new long[pairs.size()];
    var values = new double[pairs.size()];
    int size = 0;
    for (var pair : pairs) {
      long time = millis(pair);
      boolean later = size == 0 || time > times[size - 1];
      if (time >= fromMillis && later) {
        times[size] = time;
        values[size++] = number(pair);
      }
    }
    return new Series(labels, times, values, size);
  }
}
