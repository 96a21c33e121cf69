package dev.muster.e2e.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process takes, as Linux accounts for it.
 *
 * @param ownBytes memory of its own ({@code RssAnon})
 * @param fileBytes pages of files it has mapped, the archive among them ({@code RssFile})
 * @param cpuSeconds user and system, of all threads
 */
record Figures(long ownBytes, long fileBytes, long threads, long descriptors, double cpuSeconds) {
  /** Of {@code /proc/PID/stat}: clock ticks are hundredths of a second on every Linux. */
  private static final double TICKS = 100;

  static Figures of(long pid) throws IOException {
    var proc = Path.of("/proc", String.valueOf(pid));
    var status = Files.readString(proc.resolve("status"));
    var stat = Files.readString(proc.resolve("stat"));
    String[] behindName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(behindName[11]) + Long.parseLong(behindName[12]);
    try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
      return new Figures(
          number(status, "RssAnon") * 1024,
          number(status, "RssFile") * 1024,
          number(status, "Threads"),
          open.count(),
          ticks / TICKS);
    }
  }

  private static long number(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}
