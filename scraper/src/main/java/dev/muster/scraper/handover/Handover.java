package dev.muster.scraper.handover;

import dev.muster.fleet.Client.ExporterAccess;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.RemoteWrite;
import dev.muster.fleet.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder with all that a stock Prometheus needs to take the fleet over. Files are named from that
 * folder, so that it may be moved; secrets stand in files of their own.
 *
 * @param server where Muster is: it says who the clients are, shows its own metrics and takes the
 *     alerts
 * @param byHttp whether the clients are asked for at the server; else they stand in files
 */
public record Handover(URI server, boolean byHttp) implements Surroundings {
  /** The authority's certificate. */
  public static final String AUTHORITY = "ca.pem";

  /** Who Prometheus is to exporters that ask for a certificate. */
  public static final String CERTIFICATE = "client.pem";

  public static final String KEY = "client.key";

  /** A token that may read at the server. */
  public static final String TOKEN = "muster.token";

  /** A token that may post alerts there, and nothing else. */
  public static final String ALERTS_TOKEN = "alerts.token";

  public static final String CONFIG = "prometheus.yml";
  public static final String RULES = "muster-rules.yml";
  private static final String REMOTE_WRITE = "remote-write-";

  /** The files that hold no secret, by their names. */
  public Map<String, String> files(Fleet fleet) {
    var files = new LinkedHashMap<String, String>();
    files.put(CONFIG, PrometheusConfig.of(fleet, this));
    files.put(RULES, LimitRules.of(fleet));
    if (!byHttp) {
      files.putAll(Targets.files(fleet));
    }
    return files;
  }

  /** The secrets of the fleet file by the names of the files that hold them. */
  public static Map<String, Secret> secrets(Fleet fleet) {
    var secrets = new LinkedHashMap<String, Secret>();
    for (var job : ScrapeJob.of(fleet)) {
      add(secrets, job.name(), job.access().password(), job.access().token());
    }
    for (var to : fleet.remoteWrites()) {
      add(secrets, owner(fleet, to), to.password(), to.token());
    }
    return secrets;
  }

  private static void add(
      Map<String, Secret> secrets,
      String owner,
      @Nullable Secret password,
      @Nullable Secret token) {
    if (token != null) {
      secrets.put(tokenFile(owner), token);
    } else if (password != null) {
      secrets.put(passwordFile(owner), password);
    }
  }

  /** By its place: names of receivers may hold anything, names of files not. */
  static String owner(Fleet fleet, RemoteWrite to) {
    return REMOTE_WRITE + (fleet.remoteWrites().indexOf(to) + 1);
  }

  private static String tokenFile(String owner) {
    return owner + ".token";
  }

  private static String passwordFile(String owner) {
    return owner + ".password";
  }

  /** What Prometheus cannot do that the fleet file asks for, a sentence each. */
  public static List<String> differences(Fleet fleet) {
    var pinned =
        ScrapeJob.of(fleet).stream()
            .flatMap(job -> job.clients().stream())
            .filter(client -> isPinned(client.exporter()))
            .map(client ->
                "client %s has exporter-certificate, which Prometheus does not know; issue its"
                        .formatted(client.name())
                    + " certificate from the fleet's authority, or name its own in"
                    + " exporter-ca-file");
    return Stream.concat(pinned, notScraped(fleet).stream()).toList();
  }

  /** One sentence that names the clients which are left out, where there are such. */
  public static Optional<String> notScraped(Fleet fleet) {
    return ScrapeJob.notScraped(fleet);
  }

  private static boolean isPinned(ExporterAccess access) {
    return access.certificateSha256() != null;
  }

  private String address() {
    int port = server.getPort();
    return server.getHost() + ":" + (port < 0 ? 443 : port);
  }

  @Override
  public void logIn(YamlText yaml, String owner, String username, boolean password, boolean token) {
    if (token) {
      bearer(yaml, tokenFile(owner));
    } else if (password) {
      basic(yaml, username, passwordFile(owner));
    }
  }

  private static void bearer(YamlText yaml, String file) {
    yaml.open("authorization");
    yaml.raw("type", "Bearer");
    yaml.text("credentials_file", file);
    yaml.close();
  }

  private static void basic(YamlText yaml, String username, String file) {
    yaml.open("basic_auth");
    yaml.text("username", username);
    yaml.text("password_file", file);
    yaml.close();
  }

  private static void trust(YamlText yaml) {
    yaml.open("tls_config");
    yaml.text("ca_file", AUTHORITY);
    yaml.close();
  }

  @Override
  public String authority(ScrapeJob job) {
    String file = job.access().caFile();
    return file == null ? AUTHORITY : Path.of(file).toAbsolutePath().toString();
  }

  @Override
  public void identity(YamlText yaml) {
    yaml.text("cert_file", CERTIFICATE);
    yaml.text("key_file", KEY);
  }

  @Override
  public void targets(YamlText yaml, ScrapeJob job) {
    if (byHttp) {
      yaml.open("http_sd_configs");
      yaml.item("url", server.resolve("/sd/targets?job=" + job.name()).toString());
      bearer(yaml, TOKEN);
      trust(yaml);
      yaml.end();
    } else {
      yaml.open("file_sd_configs");
      yaml.itemList("files", Targets.file(job.name()));
      yaml.end();
    }
    yaml.close();
    yaml.comment("whom alerts go to is no label of samples");
    yaml.open("relabel_configs");
    yaml.item("regex", "mail");
    yaml.raw("action", "labeldrop");
    yaml.end();
    yaml.close();
  }

  @Override
  public void ownJob(YamlText yaml) {
    yaml.item("job_name", "muster");
    yaml.raw("scheme", "https");
    bearer(yaml, TOKEN);
    trust(yaml);
    at(yaml, "static_configs");
    yaml.end();
  }

  private void at(YamlText yaml, String name) {
    yaml.open(name);
    yaml.itemList("targets", address());
    yaml.end();
    yaml.close();
  }

  @Override
  public void alerting(YamlText yaml) {
    yaml.open("alerting");
    yaml.open("alertmanagers");
    yaml.item("scheme", "https");
    yaml.raw("api_version", "v2");
    bearer(yaml, ALERTS_TOKEN);
    trust(yaml);
    at(yaml, "static_configs");
    yaml.end();
    yaml.close();
    yaml.close();
  }

  @Override
  public List<String> ruleFiles() {
    return List.of(RULES);
  }
}
