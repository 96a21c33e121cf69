package dev.muster.app;

import dev.muster.fleet.Client;
import dev.muster.fleet.FleetFile;
import dev.muster.rollout.AuthorityCredentials;
import dev.muster.rollout.Distributions;
import dev.muster.rollout.RolledOut;
import dev.muster.rollout.Rollout;
import dev.muster.rollout.RolloutOptions;
import dev.muster.ssh.HostKeyPolicy;
import dev.muster.ssh.SshConnector;
import dev.muster.web.CertificateAuthority;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster rollout [CLIENT…]}: puts exporters on clients over SSH. */
@Command(
    name = "rollout",
    description =
        "Puts the exporter on clients of the fleet over SSH, with a certificate of the fleet's"
            + " authority, as a service; brings it up to date, or takes it away. A second run"
            + " changes nothing.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "What failed on a client is one line of the summary; what ran there before runs again.",
      "Exit codes: 0 all clients are fine, 1 some failed, 2 wrong usage or a wrong fleet file."
    })
final class RolloutCommand implements Callable<Integer> {
  private static final Duration LOG_IN = Duration.ofSeconds(30);

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "CLIENT",
      arity = "0..*",
      description = "Names or addresses of clients. Default: all of the fleet file")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "The server's data folder: authority, known hosts. Default: ${DEFAULT-VALUE}")
  private Path data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The fleet file. Default: fleet.xml in the data folder")
  private @Nullable Path config;

  @Option(
      names = "--distribution",
      paramLabel = "PATH",
      description =
          "A file that ./package made, or a folder with such; may be given more than once."
              + " Default: distributions in the data folder, and what ./package left here")
  private List<Path> distributions = new ArrayList<>();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "8",
      description = "Clients at once, 1 to 64. Default: ${DEFAULT-VALUE}")
  private int jobs;

  @Option(
      names = "--canaries",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Do N clients first, and the others only if all of those went well. Default: none")
  private int canaries;

  @Option(
      names = "--max-failures",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Begin no further client once more than N failed. Default: go on to the end")
  private int maxFailures;

  @Option(names = "--dry-run", description = "Log in and look, say what would be done, do nothing.")
  private boolean dryRun;

  @Option(
      names = "--only-changed",
      description = "Leave out clients for which nothing changed since their last roll-out.")
  private boolean onlyChanged;

  @Option(
      names = "--remove",
      description = "Take the exporter away: service, folder, and all that was put there.")
  private boolean remove;

  @Option(
      names = "--accept-new",
      description = "Take host keys of machines never seen before; changed ones are refused.")
  private boolean acceptNew;

  @Option(names = "--ask", description = "Ask about each host key never seen before.")
  private boolean ask;

  @Option(
      names = "--failures",
      paramLabel = "FILE",
      description = "Where clients that failed are written, for --from.")
  private @Nullable Path failures;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "Do the clients that an earlier run wrote with --failures.")
  private @Nullable Path from;

  @Option(
      names = "--check-timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "How long an exporter's page may take after a start before what ran before is started"
              + " again, 1 to 600. Default: ${DEFAULT-VALUE}")
  private int checkTimeout;

  @Option(
      names = "--reboot-timeout",
      paramLabel = "SECONDS",
      defaultValue = "180",
      description =
          "How long a client that was lost in between is tried again, 0 to 3600. Default:"
              + " ${DEFAULT-VALUE}")
  private int rebootTimeout;

  @Option(
      names = "--exporter-flag",
      paramLabel = "FLAG",
      description =
          "A flag of the exporter, such as --exporter-flag=--no-collector.wifi; may be given more"
              + " than once.")
  private List<String> flags = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    checkUsage();
    var file = config == null ? data.resolve("fleet.xml") : config;
    var fleet = FleetFile.read(file, System.getenv());
    var chosen = new RolloutChoice(spec.commandLine(), fleet.clients()).of(names, from);
    var folder = DataFolder.openOrMake(data);
    var authority = CertificateAuthority.openOrMake(folder.resolve("ca"));
    try (var connector = new SshConnector(folder.resolve("known_hosts"), policy(), LOG_IN)) {
      var rollout =
          new Rollout(
              connector,
              Distributions.of(
                  distributions.isEmpty() ? DistributionFolders.of(data) : distributions),
              new AuthorityCredentials(authority, InstantSource.system()),
              options(),
              RolledOut.read(folder.resolve("rolled-out.txt")));
      return run(rollout, chosen);
    }
  }

  private int run(Rollout rollout, List<Client> chosen) throws InterruptedException, IOException {
    var clients =
        onlyChanged
            ? chosen.stream().filter(client -> !rollout.isUnchanged(client)).toList()
            : chosen;
    var out = spec.commandLine().getOut();
    var bar = ProgressBar.on(spec.commandLine().getErr(), remove ? "remove" : "rollout");
    var report = new RolloutReport(bar, clients.size());
    long start = System.nanoTime();
    var outcomes = rollout.run(clients, report);
    out.print(report.table(outcomes));
    out.println(report.total(outcomes, chosen.size() - clients.size(), System.nanoTime() - start));
    out.flush();
    if (failures != null) {
      Files.writeString(failures, RolloutReport.failures(outcomes));
    }
    return outcomes.stream().anyMatch(outcome -> outcome.state().isFailure()) ? 1 : 0;
  }

  private RolloutOptions options() {
    return new RolloutOptions(
        jobs,
        canaries,
        maxFailures,
        dryRun,
        remove,
        Duration.ofSeconds(checkTimeout),
        Duration.ofSeconds(rebootTimeout),
        flags);
  }

  private void checkUsage() {
    require(jobs >= 1 && jobs <= 64, "--jobs is " + jobs + "; give 1 to 64");
    require(canaries >= 0, "--canaries is " + canaries + "; give 0 or more");
    require(maxFailures >= 0, "--max-failures is " + maxFailures + "; give 0 or more");
    require(
        checkTimeout >= 1 && checkTimeout <= 600,
        "--check-timeout is " + checkTimeout + "; give 1 to 600 seconds");
    require(
        rebootTimeout >= 0 && rebootTimeout <= 3_600,
        "--reboot-timeout is " + rebootTimeout + "; give 0 to 3600 seconds");
    require(!(ask && acceptNew), "--ask and --accept-new: give one of them");
    require(!(remove && onlyChanged), "--remove and --only-changed: give one of them");
    require(names.isEmpty() || from == null, "give clients or --from, not both");
    for (String flag : flags) {
      require(
          flag.startsWith("--") && flag.codePoints().noneMatch(Character::isISOControl),
          "--exporter-flag is '" + flag + "'; give a flag that begins with --");
    }
    for (Path path : distributions) {
      require(Files.exists(path), "--distribution: there is no " + path);
    }
  }

  private void require(boolean right, String otherwise) {
    if (!right) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }

  private HostKeyPolicy policy() {
    if (acceptNew) {
      return new HostKeyPolicy.AcceptNew();
    }
    if (!ask) {
      return new HostKeyPolicy.Strict();
    }
    var console =
        Optional.ofNullable(System.console())
            .filter(Console::isTerminal)
            .orElseThrow(() ->
                new ParameterException(
                    spec.commandLine(), "--ask needs a terminal; use --accept-new"));
    return new HostKeyPolicy.Ask(
        (host, type, fingerprint) -> asked(console, host, type + " " + fingerprint));
  }

  private static boolean asked(Console console, String host, String key) {
    String answer =
        console.readLine("%nThe host key of %s is %s. Is that right (yes or no)? ", host, key);
    return Optional.ofNullable(answer).map(String::strip).filter("yes"::equals).isPresent();
  }
}
