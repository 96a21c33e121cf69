package dev.muster.e2e;

import dev.muster.e2e.ssh.SshHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How long a roll-out to hosts takes beside {@code scp} of the same file with as many at once: the
 * first, the second that changes nothing, the removal.
 *
 * <p>Arguments: an empty folder, the distribution's file, how many hosts, how many at once, rounds.
 * Needs root.
 */
final class RolloutFigures {
  private final Path folder;
  private final Path distribution;
  private final SshHosts hosts;
  private final int jobs;

  private RolloutFigures(Path folder, Path distribution, SshHosts hosts, int jobs) {
    this.folder = folder;
    this.distribution = distribution;
    this.hosts = hosts;
    this.jobs = jobs;
  }

  public static void main(String[] arguments) throws Exception {
    var folder = Files.createDirectories(Path.of(arguments[0])).toAbsolutePath();
    int count = Integer.parseInt(arguments[2]);
    try (var hosts = SshHosts.start(Files.createDirectory(folder.resolve("hosts")), count)) {
      var distribution = Path.of(arguments[1]).toAbsolutePath();
      var figures = new RolloutFigures(folder, distribution, hosts, Integer.parseInt(arguments[3]));
      figures.writeFleet();
      for (int round = 1; round <= Integer.parseInt(arguments[4]); round++) {
        figures.round(round);
      }
    }
  }

  private void writeFleet() throws IOException {
    var data = Files.createDirectories(folder.resolve("data"));
    String clients =
        IntStream.rangeClosed(1, hosts.count())
            .mapToObj(n ->
                "<client name=\"lab-%d\" ip=\"%s\" username=\"root\" key-file=\"%s\"/>\n"
                    .formatted(n, hosts.address(n), hosts.key()))
            .collect(Collectors.joining());
    Files.writeString(data.resolve("fleet.xml"), "<fleet>\n" + clients + "</fleet>\n");
  }

  private void round(int number) throws Exception {
    double copied = seconds(this::copyAll);
    double first = rollout();
    double second = rollout();
    double removed = rollout("--remove");
    System.out.printf(
        "round %d: %d hosts, %d at once, %.1f MB each: scp %.1f s, roll-out %.1f s (%.2f of scp),"
            + " again %.1f s, removal %.1f s%n",
        number,
        hosts.count(),
        jobs,
        Files.size(distribution) / 1e6,
        copied,
        first,
        first / copied,
        second,
        removed);
  }

  private static double seconds(Callable<?> work) throws Exception {
    long start = System.nanoTime();
    var _ = work.call();
    return (System.nanoTime() - start) / 1e9;
  }

  private double rollout(String... more) throws Exception {
    var command = new ArrayList<String>();
    command.add("rollout");
    command.add("--data=" + folder.resolve("data"));
    command.add("--distribution=" + distribution);
    command.add("--accept-new");
    command.add("--jobs=" + jobs);
    command.addAll(java.util.List.of(more));
    var log = folder.resolve("rollout.log");
    return seconds(() -> {
      int exit = MusterProcess.start(log, command.toArray(String[]::new)).waitFor();
      if (exit != 0) {
        throw new IOException(Files.readString(log));
      }
      return exit;
    });
  }

  private int copyAll() throws Exception {
    try (var pool = Executors.newFixedThreadPool(jobs)) {
      var copies =
          IntStream.rangeClosed(1, hosts.count())
              .mapToObj(n -> pool.submit(() -> copy(n)))
              .toList();
      for (var copy : copies) {
        if (copy.get() != 0) {
          throw new IOException(Files.readString(folder.resolve("scp.log")));
        }
      }
      return copies.size();
    }
  }

  private int copy(int host) throws Exception {
    return new ProcessBuilder(
            "scp",
            "-q",
            "-i",
            hosts.key().toString(),
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            distribution.toString(),
            "root@" + hosts.address(host) + ":/tmp/copied")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("scp.log").toFile()))
        .start()
        .waitFor();
  }
}
