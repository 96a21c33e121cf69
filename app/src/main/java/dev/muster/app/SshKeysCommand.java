package dev.muster.app;

import dev.muster.fleet.Client;
import dev.muster.fleet.FleetFile;
import dev.muster.fleet.Via;
import dev.muster.ssh.HostKeyPolicy;
import dev.muster.ssh.SshConnector;
import dev.muster.ssh.SshException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster ssh-keys}: logs in to clients once, and takes the host keys somebody agrees to. */
@Command(
    name = "ssh-keys",
    description =
        "Logs in to clients over SSH once and keeps their host keys, each after you agree to it.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Kept in known_hosts of the data folder; a key that changed is never taken.",
      "Exit codes: 0 all logged in, 1 some did not, 2 wrong usage or a wrong fleet file."
    })
final class SshKeysCommand implements Callable<Integer> {
  private static final Duration LOG_IN = Duration.ofSeconds(15);
  private static final int AT_ONCE = 16;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "CLIENT",
      arity = "0..*",
      description = "Names of clients. Default: all with via=\"ssh\" or via=\"ssh-once\"")
  private List<String> names = List.of();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "The server's data folder. Default: ${DEFAULT-VALUE}")
  private Path data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The fleet file. Default: fleet.xml in the data folder")
  private @Nullable Path config;

  @Option(
      names = "--accept-new",
      description = "Takes every key that is not known yet without asking.")
  private boolean acceptNew;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var clients = chosen();
    var folder = DataFolder.openOrMake(data);
    HostKeyPolicy policy =
        acceptNew ? new HostKeyPolicy.AcceptNew() : new HostKeyPolicy.Ask(this::agrees);
    int failed = 0;
    try (var connector = new SshConnector(folder.resolve("known_hosts"), policy, LOG_IN);
        var threads = Executors.newFixedThreadPool(acceptNew ? AT_ONCE : 1)) {
      var results = new ArrayList<Future<String>>();
      clients.forEach(client -> results.add(threads.submit(() -> logIn(connector, client))));
      for (int i = 0; i < clients.size(); i++) {
        String trouble = result(results.get(i));
        failed += trouble.isEmpty() ? 0 : 1;
        say("%s: %s".formatted(clients.get(i).name(), trouble.isEmpty() ? "logged in" : trouble));
      }
    }
    say("%d of %d clients logged in".formatted(clients.size() - failed, clients.size()));
    return failed == 0 ? 0 : 1;
  }

  private List<Client> chosen() {
    var fleet =
        FleetFile.read(config == null ? data.resolve("fleet.xml") : config, System.getenv());
    var unknown = new HashSet<>(names);
    fleet.clients().forEach(client -> unknown.remove(client.name()));
    if (!unknown.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "no client is called \"" + unknown.iterator().next() + "\"");
    }
    return fleet.clients().stream()
        .filter(client ->
            names.isEmpty() ? client.exporter().via() != Via.DIRECT : names.contains(client.name()))
        .toList();
  }

  /** Why not; "" if it did. */
  private static String logIn(SshConnector connector, Client client) {
    try (var connection = connector.connect(client)) {
      return connection.isOpen() ? "" : "the connection ended at once";
    } catch (SshException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String result(Future<String> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      return "the log-in broke: " + e.getCause();
    }
  }

  private boolean agrees(String host, String type, String fingerprint) {
    say("%s shows the host key %s %s. Take it? [y/N]".formatted(host, type, fingerprint));
    try {
      var line = input().readLine();
      return line != null && line.strip().toLowerCase(Locale.ROOT).startsWith("y");
    } catch (IOException e) {
      return false;
    }
  }

  private @Nullable BufferedReader answers;

  private BufferedReader input() {
    var reader = answers;
    if (reader == null) {
      reader = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
      answers = reader;
    }
    return reader;
  }

  private void say(String line) {
    var out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
