package dev.muster.console.api;

import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.InstantSample;
import dev.muster.metrics.Labels;
import dev.muster.metrics.QueryException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What kind of machine a client is, as far as its page says. */
final class Hardware {
  private static final String INFOS =
      "{__name__=~\"node_uname_info|node_os_info|node_dmi_info|node_memory_MemTotal_bytes\","
          + "job=\"node\",client=$client}";
  private static final String CPUS =
      "count(node_cpu_seconds_total{job=\"node\",mode=\"idle\",client=$client})";

  private final List<InstantSample> samples;
  private final @Nullable Double cpus;

  /**
   * What is known; null where it is not.
   *
   * @param machine the kind of processor, such as {@code x86_64}
   */
  record Known(
      @Nullable String hostName,
      @Nullable String machine,
      @Nullable String kernel,
      @Nullable String vendor,
      @Nullable String model,
      @Nullable Double cpus,
      @Nullable Double memoryBytes) {}

  private Hardware(List<InstantSample> samples, @Nullable Double cpus) {
    this.samples = samples;
    this.cpus = cpus;
  }

  static Hardware of(InstantQuery query, String client, long now) {
    String name = ClientQuery.quoted(client);
    try {
      return new Hardware(
          query.query(INFOS.replace("$client", name), now),
          query.query(CPUS.replace("$client", name), now).stream()
              .map(InstantSample::value)
              .findFirst()
              .orElse(null));
    } catch (QueryException unanswered) {
      return new Hardware(List.of(), null); // What is not known is left out.
    }
  }

  /** The operating system's name, "" where it is not known. */
  String os() {
    return Stream.of(
            label("node_os_info", "pretty_name"),
            label("node_os_info", "name"),
            label("node_uname_info", "sysname"))
        .filter(name -> name != null)
        .findFirst()
        .orElse("");
  }

  Known known() {
    return new Known(
        label("node_uname_info", "nodename"),
        label("node_uname_info", "machine"),
        label("node_uname_info", "release"),
        label("node_dmi_info", "system_vendor"),
        label("node_dmi_info", "product_name"),
        cpus,
        of("node_memory_MemTotal_bytes").map(InstantSample::value).findFirst().orElse(null));
  }

  private @Nullable String label(String metric, String label) {
    return of(metric)
        .map(InstantSample::labels)
        .map((Labels labels) -> labels.get(label))
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse(null);
  }

  private Stream<InstantSample> of(String metric) {
    return samples.stream().filter(sample -> sample.labels().metricName().equals(metric));
  }
}
