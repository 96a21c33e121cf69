package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.muster.exporter.ExporterSettings.Reading;
import dev.muster.exporter.ExporterSettings.Serving;
import dev.muster.exporter.eventlog.EventRulesException;
import dev.muster.exporter.push.PushException;
import dev.muster.exporter.push.PushSettings;
import dev.muster.web.ListenAddress;
import dev.muster.web.WebConfigException;
import dev.muster.web.WebConfigFile;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code muster exporter}: serves this machine's readings until it is told to end. */
@Command(
    name = "exporter",
    description = "Serves this machine's readings to Prometheus and Muster, over HTTPS.",
    customSynopsis = "${COMMAND-FULL-NAME} [FLAG]...",
    versionProvider = ExporterCommand.Version.class,
    usageHelpWidth = 100,
    sortOptions = false,
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = 1,
    exitCodeOnExecutionException = 1)
public final class ExporterCommand implements Callable<Integer> {
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"muster-exporter " + BuildInfo.version()};
    }
  }

  /** Null until picocli sets it. */
  private @Nullable CommandSpec spec;

  @Option(
      names = "--web.listen-address",
      paramLabel = "HOST:PORT",
      description = "Where to listen; may be given more than once (:10100).")
  private List<String> addresses = new ArrayList<>();

  @Option(
      names = "--web.config.file",
      paramLabel = "FILE",
      description = "Web config of the Prometheus programs: TLS, client certificates, users.")
  private @Nullable Path webConfig;

  @Option(
      names = "--web.insecure-http",
      description = "Plain HTTP. Without it and without TLS in the web config: self-signed HTTPS.")
  private boolean insecureHttp;

  @Option(
      names = "--web.telemetry-path",
      paramLabel = "PATH",
      description = "Where the metrics are (/metrics).")
  private String telemetryPath = "/metrics";

  @Option(
      names = "--web.max-requests",
      paramLabel = "N",
      description = "Scrapes at once; further ones get 503. 0: any number (40).")
  private int maxRequests = 40;

  @Option(
      names = "--web.disable-exporter-metrics",
      description = "Leave out the metrics about the exporter itself.")
  private boolean disableExporterMetrics;

  @Option(
      names = "--no-web",
      description = "Listen on no port; for a machine that only pushes (--push.url).")
  private boolean noWeb;

  @Option(
      names = "--path.state",
      paramLabel = "FOLDER",
      description =
          "Holds the self-signed certificate, log counts and what waits to be pushed"
              + " (/var/lib/muster-exporter as root,"
              + " else $XDG_STATE_HOME/muster-exporter).")
  private @Nullable Path state;

  @Mixin private LogFlags logging = new LogFlags();

  @Mixin private OnceFlags once = new OnceFlags();

  @Mixin private PushFlags pushing = new PushFlags();

  @Mixin private ReadingFlags reading = new ReadingFlags();

  @Option(
      names = "--collector.disable-defaults",
      description = "Switch off every collector that is not switched on by its own flag.")
  private boolean disableDefaults;

  @Unmatched private List<String> unknown = new ArrayList<>();

  private final Set<String> on = new HashSet<>();
  private final Set<String> off = new HashSet<>();

  /** Takes the command's model, and adds the collectors' flags to it. */
  @Spec
  void model(CommandSpec model) {
    spec = model;
    CollectorFlags.addTo(model, this);
  }

  void choose(String collector, boolean wanted) {
    (wanted ? on : off).add(collector);
    (wanted ? off : on).remove(collector);
  }

  /**
   * Takes the flags as picocli would, where they are of the everyday kind and nothing is wrong with
   * them: a start without picocli's classes takes less time and memory.
   *
   * @return false where picocli has to look at the flags, by a command of its own
   */
  boolean takes(String... flags) {
    Set<String> once = new HashSet<>();
    for (int i = 0; i < flags.length; i++) {
      int equals = flags[i].indexOf('=');
      String flag = equals < 0 ? flags[i] : flags[i].substring(0, equals);
      boolean first = once.add(flag.replaceFirst("^--no-", "--"));
      if (equals < 0 && isSwitch(flag)) {
        if (!first) {
          return false;
        }
        continue;
      }
      boolean next = equals < 0 && i + 1 < flags.length && !flags[i + 1].startsWith("-");
      String value = next ? flags[++i] : flags[i].substring(equals + 1);
      if ((equals < 0 && !next) || !takes(flag, value, first)) {
        return false;
      }
    }
    return true;
  }

  private boolean isSwitch(String flag) {
    switch (flag) {
      case "--web.insecure-http" -> insecureHttp = true;
      case "--web.disable-exporter-metrics" -> disableExporterMetrics = true;
      case "--collector.disable-defaults" -> disableDefaults = true;
      default -> {
        if (once.takes(flag)) {
          return true;
        }
        boolean off = flag.startsWith("--no-collector.");
        String name = flag.substring(flag.indexOf('.') + 1);
        if ((!off && !flag.startsWith("--collector.")) || name.indexOf('.') >= 0) {
          return false;
        }
        choose(name, !off);
      }
    }
    return true;
  }

  private boolean takes(String flag, String value, boolean first) {
    switch (flag) {
      case "--web.listen-address" -> addresses.add(value);
      case "--web.config.file" -> webConfig = Path.of(value);
      case "--web.telemetry-path" -> telemetryPath = value;
      case "--path.state" -> state = Path.of(value);
      default -> {
        return first && (logging.takes(flag, value) || once.takes(flag, value));
      }
    }
    return first || flag.equals("--web.listen-address");
  }

  /**
   * Serves until the process is told to end.
   *
   * @throws ExporterException if it cannot run as the flags say
   * @throws WebConfigException if the web config, a certificate or a key cannot be used
   */
  void serve() {
    logging.apply();
    if (once.given()) {
      print(readOnce());
    } else {
      serve(ExporterApp.start(settings()));
    }
  }

  private byte[] readOnce() {
    if (pushing.settings() != null) {
      throw new ExporterException("--once and --push.url exclude each other.");
    }
    return once.once().read(readings(), state);
  }

  private static void print(byte[] page) {
    try (var out = new FileOutputStream(FileDescriptor.out)) {
      out.write(page);
    } catch (IOException e) {
      throw new ExporterException("The page cannot be printed: " + e.getMessage() + ".", e);
    }
  }

  @Override
  public Integer call() {
    try {
      checkUnknown();
      if (once.given()) {
        logging.apply();
        var out = requireNonNull(spec).commandLine().getOut();
        out.print(new String(readOnce(), UTF_8));
        out.flush();
      } else {
        serve();
      }
      return 0;
    } catch (ExporterException | WebConfigException | EventRulesException | PushException e) {
      requireNonNull(spec).commandLine().getErr().println(e.getMessage());
      return 1;
    }
  }

  private static void serve(ExporterApp app) {
    var ending = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(() -> {
                  app.close();
                  ending.countDown();
                }));
    try {
      ending.await();
    } catch (InterruptedException e) {
      app.close();
      Thread.currentThread().interrupt();
    }
  }

  private void checkUnknown() {
    if (unknown.isEmpty()) {
      return;
    }
    String first = unknown.getFirst();
    if (first.matches("--(no-)?collector\\.[^.=]+")) {
      throw new ExporterException(
          "Unknown collector '%s'; known are %s."
              .formatted(
                  first.substring(first.indexOf('.') + 1),
                  CollectorChoice.names(CollectorFlags.known())));
    }
    Set<String> known = new TreeSet<>();
    requireNonNull(spec).options().forEach(option -> known.add(option.longestName()));
    throw new ExporterException(
        "Unknown %s '%s'; known flags are %s."
            .formatted(
                first.startsWith("-") ? "flag" : "argument",
                first,
                known.stream().collect(Collectors.joining(", "))));
  }

  /** What the flags say. */
  ExporterSettings settings() {
    if (!telemetryPath.startsWith("/")) {
      throw new ExporterException(
          "--web.telemetry-path is '%s'; it must begin with '/'.".formatted(telemetryPath));
    }
    if (maxRequests < 0) {
      throw new ExporterException(
          "--web.max-requests is %d; it must be 0 or more.".formatted(maxRequests));
    }
    PushSettings push = pushing.settings();
    WebConfigFile webFile = webConfig == null ? null : WebConfigFile.open(webConfig);
    var serving =
        new Serving(
            listening(push != null),
            webFile == null ? ExporterSettings.noWebConfig() : webFile.last(),
            webFile,
            insecureHttp,
            telemetryPath,
            maxRequests,
            !disableExporterMetrics);
    return new ExporterSettings(serving, readings(), state == null ? usualState() : state, push);
  }

  private Reading readings() {
    return new Reading(
        new CollectorChoice(disableDefaults, on, off), reading.collectors(), reading.eventLogs());
  }

  private List<ListenAddress> listening(boolean pushes) {
    if (!noWeb) {
      List<String> all = addresses.isEmpty() ? List.of(":10100") : addresses;
      return all.stream().map(ExporterCommand::address).toList();
    }
    if (!pushes) {
      throw new ExporterException(
          "With --no-web and no --push.url nobody would see a reading; give --push.url.");
    }
    if (!addresses.isEmpty() || webConfig != null) {
      throw new ExporterException(
          "--no-web and --web.listen-address or --web.config.file exclude each other.");
    }
    return List.of();
  }

  private static Path usualState() {
    return StateFolder.usual(name -> System.getProperty(name, ""), System::getenv);
  }

  private static ListenAddress address(String text) {
    try {
      return ListenAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ExporterException("--web.listen-address: " + e.getMessage(), e);
    }
  }
}
