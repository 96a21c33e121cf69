package dev.muster.app;

import dev.muster.fleet.SteadyClock;
import dev.muster.promql.Feature;
import dev.muster.web.ListenAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muster up}: everything, in one process. */
@Command(
    name = "up",
    description =
        "Runs everything in one process: exporter, scraper, archive, limits, mails and the page.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "MUSTER_ADMIN_PASSWORD in the environment sets the first password of user admin.",
      "Exit codes: 0 stopped, 1 cannot run, 2 wrong usage or a wrong fleet file."
    })
final class UpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "The data folder; made where there is none. Default: ${DEFAULT-VALUE}")
  private Path data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The fleet file; a starter is made where there is none. Default: fleet.xml in the data"
              + " folder")
  private @Nullable Path config;

  @Option(
      names = "--web.listen-address",
      paramLabel = "HOST:PORT",
      defaultValue = ":10090",
      description = "The HTTPS port of page and API. Default: ${DEFAULT-VALUE}")
  private String listenAddress;

  @Option(
      names = "--enable-feature",
      paramLabel = "NAME",
      split = ",",
      description =
          "What queries understand besides, by Prometheus's name:"
              + " promql-experimental-functions")
  private List<String> features = List.of();

  @Option(
      names = "--no-limits",
      description =
          "Leaves the limits to a Prometheus with the rules of muster generate, whose alerts are"
              + " taken and told.")
  private boolean judgedElsewhere;

  @Override
  public Integer call() throws InterruptedException {
    var settings =
        new ServerSettings(
            data,
            config == null ? data.resolve("fleet.xml") : config,
            address(),
            features(),
            System.getenv(),
            !judgedElsewhere);
    try (var server = MusterServer.start(settings, new SteadyClock())) {
      server.serve(spec.commandLine().getOut(), "Muster " + VersionProvider.VERSION);
    }
    return 0;
  }

  private Set<Feature> features() {
    try {
      return features.stream().map(Feature::of).collect(Collectors.toSet());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--enable-feature: " + e.getMessage(), e);
    }
  }

  private ListenAddress address() {
    try {
      return ListenAddress.parse(listenAddress);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--web.listen-address: " + e.getMessage(), e);
    }
  }
}
