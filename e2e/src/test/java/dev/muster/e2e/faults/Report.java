package dev.muster.e2e.faults;

import dev.muster.e2e.faults.Part.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a run of rounds came to, as two tables and a verdict. */
record Report(List<Part> parts, List<Tally> tallies, List<String> broken, int verified) {

  boolean holds() {
    return broken.isEmpty() && tallies.stream().allMatch(Tally::holds);
  }

  String text() throws IOException {
    var text = new StringBuilder();
    text.append(
        "%-10s %6s %6s %7s %20s %20s %13s%n"
            .formatted(
                "part",
                "rounds",
                "killed",
                "stopped",
                "killed while stopped",
                "killed at its start",
                "longest start"));
    for (var part : parts) {
      int killed = part.count(Fault.KILLED);
      int stopped = part.count(Fault.STOPPED);
      int both = part.count(Fault.KILLED_WHILE_STOPPED);
      text.append(
          "%-10s %6d %6d %7d %20d %20d %10d ms%n"
              .formatted(
                  part.name(),
                  killed + stopped + both,
                  killed,
                  stopped,
                  both,
                  part.killedWhileStarting(),
                  part.longestStart().toMillis()));
    }
    text.append("%n%-46s %12s %5s %8s%n".formatted("promise", "acknowledged", "lost", "doubled"));
    for (var tally : tallies) {
      text.append(
          "%-46s %12d %5d %8d  %s%n"
              .formatted(
                  tally.what(), tally.acknowledged(), tally.lost(), tally.doubled(), tally.note()));
    }
    text.append("%narchive verify: %d times%n".formatted(verified));
    broken.forEach(what -> text.append("BROKEN: ").append(what).append('\n'));
    for (var part : parts) {
      var errors = part.errors();
      errors.stream().limit(5).forEach(line -> text.append("said: ").append(line).append('\n'));
      if (errors.size() > 5) {
        text.append("said: %d more lines of %s%n".formatted(errors.size() - 5, part.name()));
      }
    }
    return text.append(holds() ? "every promise held\n" : "A PROMISE WAS BROKEN\n").toString();
  }

  /** {@code muster archive verify}; "" where the archive is whole. */
  static String verify(Path folder) throws IOException, InterruptedException {
    var output = Files.createTempFile("verify", ".log");
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.muster.app.Main",
                "archive",
                "verify",
                "--data",
                folder.toString()));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(3, TimeUnit.MINUTES)) {
        return "archive verify of " + folder + " does not end";
      }
      return process.exitValue() == 0 ? "" : folder + ": " + Files.readString(output);
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }

  /** Removes a folder with all that is in it. */
  static void remove(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
