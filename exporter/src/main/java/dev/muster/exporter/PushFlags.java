package dev.muster.exporter;

import dev.muster.exporter.push.PushSettings;
import dev.muster.exporter.push.PushSettings.Access;
import dev.muster.exporter.push.PushSettings.Queue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags about pushing; without {@code --push.url} there is none. */
final class PushFlags {
  private static final Path LINUX_HOSTNAME = Path.of("/proc/sys/kernel/hostname");

  @Option(
      names = "--push.url",
      paramLabel = "URL",
      description = "Also push readings there, by Prometheus remote write 1.0.")
  private @Nullable String url;

  @Option(
      names = "--push.interval",
      paramLabel = "TIME",
      description = "Between two readings that are pushed (15s).")
  private String interval = "15s";

  @Option(
      names = "--push.external-label",
      paramLabel = "NAME=VALUE",
      description =
          "A label on every series pushed; may be given more than once (job=node and"
              + " instance=HOSTNAME).")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = "--push.token-file",
      paramLabel = "FILE",
      description = "Log in by the bearer token in it.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--push.username",
      paramLabel = "NAME",
      description = "Log in by this name and --push.password-file.")
  private @Nullable String username;

  @Option(
      names = "--push.password-file",
      paramLabel = "FILE",
      description = "The password of --push.username.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--push.cert-file",
      paramLabel = "FILE",
      description = "Certificate to show the receiver, and --push.key-file its key (PEM).")
  private @Nullable Path certFile;

  @Option(
      names = "--push.key-file",
      paramLabel = "FILE",
      description = "The key of --push.cert-file.")
  private @Nullable Path keyFile;

  @Option(
      names = "--push.ca-file",
      paramLabel = "FILE",
      description = "Believe receivers these authorities vouch for (those that Java knows).")
  private @Nullable Path caFile;

  @Option(
      names = "--push.queue-size",
      paramLabel = "SIZE",
      description = "Disk space for readings that wait to be pushed (64MB).")
  private String queueSize = "64MB";

  @Option(
      names = "--push.queue-age",
      paramLabel = "TIME",
      description = "For how long a reading may wait to be pushed (14d).")
  private String queueAge = "14d";

  @Option(names = "--push.insecure-http", description = "Allow a --push.url that is plain http.")
  private boolean insecureHttp;

  /**
   * What they say; null if nothing is to be pushed.
   *
   * @throws ExporterException if a value is none
   * @throws dev.muster.exporter.push.PushException if the values do not go together
   */
  @Nullable PushSettings settings() {
    if (url == null) {
      return null;
    }
    return new PushSettings(
        address(url),
        Quantity.time("--push.interval", interval),
        allLabels(),
        new Queue(
            Quantity.bytes("--push.queue-size", queueSize),
            Quantity.time("--push.queue-age", queueAge)),
        new Access(tokenFile, certFile, keyFile, caFile, username, passwordFile),
        insecureHttp);
  }

  private static URI address(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // Not in the message: it may hold a secret.
      throw new ExporterException(
          "--push.url is no URL; give one such as https://HOST/api/v1/write.");
    }
  }

  private Map<String, String> allLabels() {
    Map<String, String> all = new LinkedHashMap<>(labels);
    all.putIfAbsent("job", "node");
    if (!all.containsKey("instance")) {
      all.put("instance", hostname());
    }
    return all;
  }

  private static String hostname() {
    try {
      String name = "";
      if (Files.isReadable(LINUX_HOSTNAME)) {
        name = Files.readString(LINUX_HOSTNAME).strip();
      } else if (System.getenv("COMPUTERNAME") != null) {
        name = System.getenv("COMPUTERNAME");
      } else {
        name = InetAddress.getLocalHost().getHostName();
      }
      if (name != null && !name.isEmpty()) {
        return name;
      }
    } catch (IOException unknown) {
      // As below.
    }
    throw new ExporterException(
        "This machine does not tell its name; give --push.external-label=instance=NAME.");
  }

  /** Numbers with a unit. */
  private static final class Quantity {
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h|d|w)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(KB|MB|GB)");

    static Duration time(String flag, String text) {
      Matcher parts = TIME.matcher(text);
      if (!parts.matches()) {
        throw new ExporterException(
            "%s is '%s'; it must be a number with ms, s, m, h, d or w, such as 15s."
                .formatted(flag, text));
      }
      long number = Long.parseLong(parts.group(1));
      return switch (parts.group(2)) {
        case "ms" -> Duration.ofMillis(number);
        case "s" -> Duration.ofSeconds(number);
        case "m" -> Duration.ofMinutes(number);
        case "h" -> Duration.ofHours(number);
        case "d" -> Duration.ofDays(number);
        default -> Duration.ofDays(7 * number);
      };
    }

    static long bytes(String flag, String text) {
      Matcher parts = SIZE.matcher(text);
      if (!parts.matches()) {
        throw new ExporterException(
            "%s is '%s'; it must be a number with KB, MB or GB, such as 64MB."
                .formatted(flag, text));
      }
      int shift =
          switch (parts.group(2)) {
            case "KB" -> 10;
            case "MB" -> 20;
            default -> 30;
          };
      return Long.parseLong(parts.group(1)) << shift;
    }
  }
}
