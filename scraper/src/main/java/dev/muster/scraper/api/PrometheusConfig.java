package dev.muster.scraper.api;

import dev.muster.fleet.Client;
import dev.muster.fleet.Client.ExporterAccess;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.PageLimits;
import dev.muster.fleet.PageRules;
import dev.muster.fleet.RemoteWrite;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fleet as the {@code prometheus.yml} with which a Prometheus scrapes the same clients and sends
 * to the same receivers. Clients that are reached in the same way share a job; secrets are {@code
 * <secret>}. A pinned certificate, which Prometheus does not know, stands as a comment.
 */
public final class PrometheusConfig {
  private static final String SECRET = "<secret>";
  private static final String JOB = "node";

  /** What Prometheus can only say of a whole job. */
  private record Way(ExporterAccess access, PageRules page) {
    static Way of(Client client) {
      var access = client.exporter();
      return new Way(
          new ExporterAccess(
              0,
              access.https(),
              access.path(),
              access.username(),
              access.password(),
              access.certificateSha256(),
              access.token(),
              access.caFile(),
              access.verified()),
          client.page());
    }
  }

  private final Fleet fleet;
  private final Path authority;
  private final YamlText yaml = new YamlText();

  private PrometheusConfig(Fleet fleet, Path authority) {
    this.fleet = fleet;
    this.authority = authority;
  }

  /**
   * The text.
   *
   * @param authority the certificate of the fleet's own authority
   */
  public static String of(Fleet fleet, Path authority) {
    return new PrometheusConfig(fleet, authority).text();
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
    var ways = new LinkedHashMap<Way, List<Client>>();
    for (var client : fleet.clients()) {
      ways.computeIfAbsent(Way.of(client), way -> new ArrayList<>()).add(client);
    }
    yaml.open("scrape_configs");
    int number = 0;
    for (var way : ways.entrySet()) {
      number++;
      job(number == 1 ? JOB : JOB + "-" + number, way.getKey(), way.getValue());
    }
    yaml.close();
    if (!fleet.remoteWrites().isEmpty()) {
      yaml.open("remote_write");
      fleet.remoteWrites().forEach(this::remoteWrite);
      yaml.close();
    }
    ruleFiles();
    return yaml.toString();
  }

  private void ruleFiles() {
    var files =
        fleet.rules().stream()
            .flatMap(source -> source.files().stream())
            .map(Path::toString)
            .toList();
    if (!files.isEmpty()) {
      yaml.list("rule_files", files);
    }
  }

  private void job(String name, Way way, List<Client> clients) {
    yaml.item("job_name", name);
    yaml.raw("scheme", way.access().https() ? "https" : "http");
    path(way.access().path());
    yaml.raw("honor_labels", Boolean.toString(way.page().honorLabels()));
    yaml.raw("honor_timestamps", Boolean.toString(way.page().honorTimestamps()));
    limits(way.page().limits().within(fleet.scrape().limits()));
    var access = way.access();
    login(access.username(), access.password() != null, access.token() != null);
    if (access.https()) {
      tls(access);
    }
    yaml.open("static_configs");
    for (var client : clients) {
      yaml.itemList("targets", client.instance());
      yaml.open("labels");
      yaml.text("job", JOB);
      yaml.text("client", client.name());
      if (!client.group().isEmpty()) {
        yaml.text("group", client.group());
      }
      yaml.close();
      yaml.end();
    }
    yaml.close();
    relabel("metric_relabel_configs", names(way.page()), Map.of());
    yaml.end();
  }

  private void path(String path) {
    int query = path.indexOf('?');
    yaml.text("metrics_path", query < 0 ? path : path.substring(0, query));
    if (query >= 0) {
      yaml.open("params");
      parameters(path.substring(query + 1)).forEach(yaml::list);
      yaml.close();
    }
  }

  private static Map<String, List<String>> parameters(String query) {
    var parameters = new LinkedHashMap<String, List<String>>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      parameters
          .computeIfAbsent(decoded(name), n -> new ArrayList<>())
          .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
    }
    return parameters;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private void limits(PageLimits limits) {
    yaml.raw("body_size_limit", limits.bodyBytes() + "B");
    yaml.raw("sample_limit", Integer.toString(limits.samples()));
    yaml.raw("label_limit", Integer.toString(limits.labels()));
    yaml.raw("label_name_length_limit", Integer.toString(limits.labelNameBytes()));
    yaml.raw("label_value_length_limit", Integer.toString(limits.labelValueBytes()));
  }

  private void login(String username, boolean password, boolean token) {
    if (token) {
      yaml.open("authorization");
      yaml.raw("type", "Bearer");
      yaml.raw("credentials", SECRET);
      yaml.close();
    } else if (password) {
      yaml.open("basic_auth");
      yaml.text("username", username);
      yaml.raw("password", SECRET);
      yaml.close();
    }
  }

  private void tls(ExporterAccess access) {
    yaml.open("tls_config");
    String file = access.caFile();
    if (!access.verified()) {
      yaml.raw("insecure_skip_verify", "true");
    } else {
      if (access.certificateSha256() != null) {
        yaml.comment("the one certificate with SHA-256 " + access.certificateSha256());
      }
      yaml.text("ca_file", file == null ? authority.toString() : file);
    }
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
    login(to.username(), to.password() != null, to.token() != null);
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
      yaml.text("ca_file", caFile.toString());
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
