package dev.muster.scraper.handover;

import dev.muster.fleet.Fleet;
import dev.muster.fleet.PageLimits;
import dev.muster.fleet.PageRules;
import dev.muster.fleet.RemoteWrite;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A fleet as the {@code prometheus.yml} with which a Prometheus scrapes the same clients and sends
 * to the same receivers. Clients that are reached in the same way share a job; secrets are {@code
 * <secret>}. A pinned certificate, which Prometheus does not know, stands as a comment.
 */
public final class PrometheusConfig {
  private final Fleet fleet;
  private final Surroundings surroundings;
  private final YamlText yaml = new YamlText();

  private PrometheusConfig(Fleet fleet, Surroundings surroundings) {
    this.fleet = fleet;
    this.surroundings = surroundings;
  }

  /**
   * The text as the API shows it.
   *
   * @param authority the certificate of the fleet's own authority
   */
  public static String of(Fleet fleet, Path authority) {
    return new PrometheusConfig(fleet, new Surroundings.Shown(authority)).text();
  }

  /** The text with which a Prometheus starts in the folder of a hand-over. */
  static String of(Fleet fleet, Handover handover) {
    return new PrometheusConfig(fleet, handover).text();
  }

  private String text() {
    yaml.open("global");
    yaml.raw("scrape_interval", fleet.scrape().interval().toMillis() + "ms");
    yaml.raw("scrape_timeout", fleet.scrape().timeout().toMillis() + "ms");
    yaml.raw("evaluation_interval", fleet.global().evaluationInterval().toMillis() + "ms");
    if (!fleet.global().labels().isEmpty()) {
      yaml.open("external_labels");
      fleet.global().labels().forEach(yaml::text);
      yaml.close();
    }
    yaml.close();
    ScrapeJob.notScraped(fleet).ifPresent(yaml::comment);
    yaml.open("scrape_configs");
    ScrapeJob.of(fleet).forEach(this::job);
    surroundings.ownJob(yaml);
    yaml.close();
    if (!fleet.remoteWrites().isEmpty()) {
      yaml.open("remote_write");
      fleet.remoteWrites().forEach(this::remoteWrite);
      yaml.close();
    }
    surroundings.alerting(yaml);
    ruleFiles();
    return yaml.toString();
  }

  private void ruleFiles() {
    var files =
        Stream.concat(
                surroundings.ruleFiles().stream(),
                fleet.rules().stream()
                    .flatMap(source -> source.files().stream())
                    .map(file -> file.toAbsolutePath().toString()))
            .toList();
    if (!files.isEmpty()) {
      yaml.list("rule_files", files);
    }
  }

  private void job(ScrapeJob job) {
    var access = job.access();
    yaml.item("job_name", job.name());
    yaml.raw("scheme", access.https() ? "https" : "http");
    path(PagePath.of(access.path()));
    yaml.raw("honor_labels", Boolean.toString(job.page().honorLabels()));
    yaml.raw("honor_timestamps", Boolean.toString(job.page().honorTimestamps()));
    limits(job.page().limits().within(fleet.scrape().limits()));
    surroundings.logIn(
        yaml, job.name(), access.username(), access.password() != null, access.token() != null);
    if (access.https()) {
      tls(job);
    }
    surroundings.targets(yaml, job);
    relabel("metric_relabel_configs", names(job.page()), Map.of());
    yaml.end();
  }

  private void path(PagePath page) {
    yaml.text("metrics_path", page.path());
    if (!page.parameters().isEmpty()) {
      yaml.open("params");
      page.parameters().forEach(yaml::list);
      yaml.close();
    }
  }

  private void limits(PageLimits limits) {
    yaml.raw("body_size_limit", limits.bodyBytes() + "B");
    yaml.raw("sample_limit", Integer.toString(limits.samples()));
    yaml.raw("label_limit", Integer.toString(limits.labels()));
    yaml.raw("label_name_length_limit", Integer.toString(limits.labelNameBytes()));
    yaml.raw("label_value_length_limit", Integer.toString(limits.labelValueBytes()));
  }

  private void tls(ScrapeJob job) {
    var access = job.access();
    yaml.open("tls_config");
    if (!access.verified()) {
      yaml.raw("insecure_skip_verify", "true");
    } else {
      if (access.certificateSha256() != null) {
        yaml.comment("the one certificate with SHA-256 " + access.certificateSha256());
      }
      yaml.text("ca_file", surroundings.authority(job));
    }
    surroundings.identity(yaml);
    yaml.close();
  }

  private static List<RemoteWrite.Filter> names(PageRules page) {
    return page.keep().isEmpty() && page.drop().isEmpty()
        ? List.of()
        : List.of(new RemoteWrite.Filter("__name__", page.keep(), page.drop()));
  }

  private void remoteWrite(RemoteWrite to) {
    yaml.item("name", to.name());
    yaml.text("url", to.shown());
    if (to.second()) {
      yaml.text("protobuf_message", "io.prometheus.write.v2.Request");
    }
    surroundings.logIn(
        yaml, Handover.owner(fleet, to), to.username(), to.password() != null, to.token() != null);
    tls(to.caFile());
    var labels = new LinkedHashMap<>(to.labels());
    labels.entrySet().removeAll(fleet.global().labels().entrySet());
    relabel("write_relabel_configs", to.filters(), labels);
    yaml.open("queue_config");
    yaml.raw("max_samples_per_send", Integer.toString(to.batch()));
    yaml.close();
    yaml.end();
  }

  private void tls(@Nullable Path caFile) {
    if (caFile != null) {
      yaml.open("tls_config");
      yaml.text("ca_file", caFile.toAbsolutePath().toString());
      yaml.close();
    }
  }

  private void relabel(String name, List<RemoteWrite.Filter> filters, Map<String, String> labels) {
    if (filters.isEmpty() && labels.isEmpty()) {
      return;
    }
    yaml.open(name);
    for (var filter : filters) {
      rule("keep", filter.label(), filter.keep());
      rule("drop", filter.label(), filter.drop());
    }
    labels.forEach((label, value) -> {
      yaml.itemList("source_labels", label);
      yaml.text("regex", "");
      yaml.text("target_label", label);
      yaml.text("replacement", value.replace("$", "$$"));
      yaml.end();
    });
    yaml.close();
  }

  private void rule(String action, String label, String regex) {
    if (!regex.isEmpty()) {
      yaml.itemList("source_labels", label);
      yaml.text("regex", regex);
      yaml.raw("action", action);
      yaml.end();
    }
  }
}
