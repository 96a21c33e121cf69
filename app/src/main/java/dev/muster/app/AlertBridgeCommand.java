package dev.muster.app;

import dev.muster.app.store.PrometheusClient;
import dev.muster.app.store.PrometheusSamples;
import dev.muster.fleet.SteadyClock;
import dev.muster.web.ListenAddress;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muster alertbridge}: limits and mails alone, beside a Prometheus that scrapes. */
@Command(
    name = "alertbridge",
    description =
        "Runs the alert bridge alone: holds what a Prometheus scrapes to the fleet file's limits,"
            + " takes alerts as an Alertmanager does, and mails.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "MUSTER_ADMIN_PASSWORD in the environment sets the first password of user admin.",
      "Exit codes: 0 stopped, 1 cannot run, 2 wrong usage or a wrong fleet file."
    })
final class AlertBridgeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private QueryFlags query = new QueryFlags();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "The data folder; made where there is none. Default: ${DEFAULT-VALUE}")
  private Path data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The fleet file. Default: fleet.xml in the data folder")
  private @Nullable Path config;

  @Option(
      names = "--web.listen-address",
      paramLabel = "HOST:PORT",
      defaultValue = ":10093",
      description = "The HTTPS port of the API. Default: ${DEFAULT-VALUE}")
  private String listenAddress;

  @Override
  public Integer call() throws InterruptedException {
    var settings =
        new ServerSettings(
            data,
            config == null ? data.resolve("fleet.xml") : config,
            address(),
            Set.of(),
            System.getenv());
    var clock = new SteadyClock();
    try (var client = asked();
        var server =
            BridgeServer.start(
                settings,
                new PrometheusSamples(client, QueryFlags.TIMEOUT, clock),
                query.shown(),
                clock)) {
      server.serve(spec.commandLine().getOut(), "Muster alert bridge " + VersionProvider.VERSION);
    }
    return 0;
  }

  private PrometheusClient asked() {
    try {
      return query.open();
    } catch (IllegalArgumentException e) {
      String said = String.valueOf(e.getMessage());
      throw new ParameterException(
          spec.commandLine(), said.startsWith("--") ? said : "--query: " + said, e);
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
