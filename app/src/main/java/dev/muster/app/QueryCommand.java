package dev.muster.app;

import dev.muster.app.store.PrometheusClient;
import dev.muster.app.store.PrometheusSamples;
import dev.muster.metrics.SampleValue;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster query 'PROMQL'}: asks a running server. */
@Command(
    name = "query",
    description = "Asks a running server and prints the answer, one series a line.",
    mixinStandardHelpOptions = true,
    footer = {"", "The password stands in the environment as MUSTER_PASSWORD, or is asked for."})
final class QueryCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "PROMQL", description = "Such as 'up' or 'node_load1 > 2'.")
  private String expression;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "https://localhost:10090",
      description = "The server, ours or any Prometheus. Default: ${DEFAULT-VALUE}")
  private URI url;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "The data folder whose authority is trusted. Default: ${DEFAULT-VALUE}")
  private Path data;

  @Option(
      names = "--username",
      paramLabel = "NAME",
      defaultValue = "admin",
      description = "Who asks. Default: ${DEFAULT-VALUE}")
  private String username;

  @Override
  public Integer call() {
    var tls = ServerAccess.trust(data);
    String authorization = ServerAccess.authorization(username);
    try (var server = new PrometheusClient(url, tls, () -> authorization)) {
      var out = spec.commandLine().getOut();
      var clock = InstantSource.system();
      var samples = new PrometheusSamples(server, TIMEOUT, clock);
      for (var sample : samples.query(expression, clock.millis())) {
        out.println(sample.labels() + " " + SampleValue.format(sample.value()));
      }
      out.flush();
      return 0;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--url: " + e.getMessage(), e);
    }
  }
}
