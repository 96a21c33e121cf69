package dev.muster.app;

import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetFile;
import dev.muster.rollout.discover.DiscoverException;
import dev.muster.rollout.discover.Discovery;
import dev.muster.rollout.discover.Host;
import dev.muster.rollout.discover.Inventory;
import dev.muster.rollout.discover.Ranges;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster discover}: a range of addresses or an inventory as a fleet file. */
@Command(
    name = "discover",
    description =
        "Makes a fleet file of a range of addresses or an inventory, and of what answers there.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "RANGE: 10.1.2.0/24, 10.1.2.10-90, 2001:db8::/122, an address or a host name; commas between.",
      "Exit codes: 0 a file was made, 1 it could not be, 2 wrong usage, range or inventory."
    })
final class DiscoverCommand implements Callable<Integer> {
  private static final int MOST_JOBS = 256;
  private static final int LONGEST_TIMEOUT_SECONDS = 60;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RANGE", arity = "0..*", description = "What to look through.")
  private List<String> ranges = List.of();

  @Option(
      names = "--inventory",
      paramLabel = "FILE",
      description = "CSV with a row of column names, or Ansible's inventory as INI or YAML.")
  private @Nullable Path inventory;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where the fleet file goes. Default: standard output")
  private @Nullable Path output;

  @Option(names = "--force", description = "Writes over an output file that is there.")
  private boolean force;

  @Option(
      names = "--merge",
      paramLabel = "FLEET",
      description = "A fleet file whose clients are left out.")
  private @Nullable Path merge;

  @Option(
      names = "--group",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The group of hosts for which the inventory names none.")
  private String group;

  @Option(
      names = "--ports",
      paramLabel = "PORT",
      split = ",",
      defaultValue = "22,10100,9100,9182",
      description =
          "Asked on each host: 22 for SSH, others for an exporter, the likelier first. Default:"
              + " ${DEFAULT-VALUE}")
  private List<Integer> ports;

  @Option(
      names = "--no-probe",
      description = "Asks nothing: every host of the inventory is listed as it is.")
  private boolean noProbe;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "How long a connection may take, 1 to 60. Default: ${DEFAULT-VALUE}")
  private int timeout;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "64",
      description = "Hosts asked at once, 1 to 256. Default: ${DEFAULT-VALUE}")
  private int jobs;

  @Option(
      names = "--all",
      description = "Lists hosts of a range that do not answer; those of an inventory always are.")
  private boolean all;

  @Option(
      names = "--with-passwords",
      description = "Takes SSH passwords of the inventory into the fleet file, in the clear.")
  private boolean withPasswords;

  @Override
  public Integer call() throws InterruptedException {
    check();
    try {
      var found = discover();
      if (output == null) {
        var out = spec.commandLine().getOut();
        out.print(found.fleetFile());
        out.flush();
      } else {
        write(output, found.fleetFile());
      }
      spec.commandLine().getErr().println(found.summary());
      return 0;
    } catch (DiscoverException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Discovery.Result discover() throws InterruptedException {
    List<Host> hosts = new ArrayList<>(Ranges.parse(ranges));
    if (inventory != null) {
      hosts.addAll(Inventory.read(inventory));
    }
    Fleet existing = merge == null ? null : FleetFile.read(merge, System.getenv());
    var bar = ProgressBar.on(spec.commandLine().getErr(), "Asking");
    return new Discovery(
            new Discovery.Settings(
                noProbe ? List.of() : ports,
                Duration.ofSeconds(timeout),
                jobs,
                all || noProbe || inventory != null,
                withPasswords,
                group),
            asked -> bar.at(asked, hosts.size()))
        .run(hosts, existing);
  }

  private void check() {
    require(!ranges.isEmpty() || inventory != null, "give a RANGE or --inventory FILE");
    require(jobs >= 1 && jobs <= MOST_JOBS, "--jobs must be 1 to " + MOST_JOBS);
    require(
        timeout >= 1 && timeout <= LONGEST_TIMEOUT_SECONDS,
        "--timeout must be 1 to " + LONGEST_TIMEOUT_SECONDS);
    require(
        ports.size() <= 16 && ports.stream().allMatch(port -> port >= 1 && port <= 65_535),
        "--ports must be at most 16 ports from 1 to 65535");
    require(
        output == null || force || !Files.exists(output),
        output + " is there already; give --force to write over it");
  }

  private void require(boolean right, String otherwise) {
    if (!right) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }

  /** Whole or not at all, for its owner alone: it may hold passwords, now or later. */
  private static void write(Path file, String text) {
    var temporary = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(temporary);
      Files.createFile(temporary, DataFolder.ownersAlone(temporary));
      Files.writeString(temporary, text, StandardCharsets.UTF_8);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new AppException("cannot write " + file + " (" + DataFolder.reason(e) + ")", e);
    }
  }
}
