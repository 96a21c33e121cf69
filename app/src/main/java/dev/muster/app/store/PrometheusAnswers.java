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
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the JSON of one server's answers says. */
final class PrometheusAnswers {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final int TOLD = 300;

  private final String server;

  /**
   * Those of one server.
   *
   * @param server as people read it
   */
  PrometheusAnswers(String server) {
    this.server = server;
  }

  /**
   * The member {@code data} of an answer.
   *
   * @throws QueryException as the server says, or if it is no such answer
   */
  JsonNode data(PrometheusClient.Answer answer) {
    JsonNode tree;
    try {
      tree = JSON.readTree(answer.body());
    } catch (JacksonException e) {
      throw unreadable(e);
    }
    if (tree.path("status").isMissingNode()) {
      throw new QueryException(
          Reason.UNAVAILABLE,
          "%s does not answer: HTTP status %d, no answer of a Prometheus API"
              .formatted(server, answer.status()));
    }
    if (!tree.path("status").asString("").equals("success")) {
      throw failure(tree);
    }
    return tree.path("data");
  }

  private QueryException failure(JsonNode answer) {
    var reason =
        switch (answer.path("errorType").asString("")) {
          case "bad_data", "400" -> Reason.BAD_DATA;
          case "execution", "422", "not_acceptable" -> Reason.EXECUTION;
          case "timeout", "canceled" -> Reason.TIMEOUT;
          default -> Reason.UNAVAILABLE;
        };
    String error = answer.path("error").asString("it does not say why");
    return new QueryException(
        reason,
        server
            + " says: "
            + CONTROL.matcher(error).replaceAll(" ").substring(0, Math.min(TOLD, error.length())));
  }

  private QueryException unreadable(RuntimeException e) {
    return new QueryException(
        Reason.UNAVAILABLE, server + " gives an answer that cannot be read: " + e.getMessage(), e);
  }

  /** The samples of a vector or scalar. */
  List<InstantSample> vector(JsonNode data) {
    try {
      var result = data.path("result");
      String type = data.path("resultType").asString("");
      if (type.equals("scalar")) {
        return List.of(sample(Labels.EMPTY, result));
      }
      if (!type.equals("vector")) {
        throw new QueryException(
            Reason.EXECUTION, server + " answers with neither a vector nor a scalar");
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
  List<Series> matrix(JsonNode data, long fromMillis, int mostSamples) {
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
