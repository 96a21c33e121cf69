package dev.muster.app;

import dev.muster.alertbridge.HttpInstantQuery;
import dev.muster.metrics.SampleValue;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
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
    try (var server = new HttpInstantQuery(url, tls, authorization, TIMEOUT)) {
      var out = spec.commandLine().getOut();
      for (var sample : server.query(expression, System.currentTimeMillis())) {
        out.println(sample.labels() + " " + SampleValue.format(sample.value()));
      }
      out.flush();
      return 0;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--url: " + e.getMessage(), e);
    }
  }
}
