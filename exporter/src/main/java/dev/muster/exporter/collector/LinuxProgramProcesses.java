package dev.muster.exporter.collector;

import dev.muster.exporter.collector.TopProcessesCollector.Usage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Linux's processes with their CPU time and memory, as {@code /proc/PID/stat} has them. The
 * kernel's own threads, whose names are many, are one program.
 */
final class LinuxProgramProcesses implements Source<List<Usage>> {
  private static final String KERNEL = "kernel";
  private static final long KERNEL_THREAD = 0x0020_0000;
  private static final double TICKS = 100;

  private final Path procfs;

  LinuxProgramProcesses(Machine machine) {
    procfs = machine.settings().procfs();
  }

  @Override
  public List<Usage> read() {
    String[] names =
        procfs.toFile().list((File parent, String name) -> Character.isDigit(name.charAt(0)));
    List<Usage> processes = new ArrayList<>();
    for (String name : names == null ? new String[0] : names) {
      try {
        byte[] stat = Files.readAllBytes(procfs.resolve(name).resolve("stat"));
        if (stat.length > 0) {
          processes.add(parse(new String(stat, StandardCharsets.UTF_8)));
        }
      } catch (IOException ended) {
        // It is no process any more.
      }
    }
    return processes;
  }

  /** The program's name stands in parentheses, and may have any character in it. */
  static Usage parse(String procStat) {
    int open = procStat.indexOf('(');
    int close = procStat.lastIndexOf(')');
    var words = new Words("/proc/PID/stat", procStat.substring(close + 1));
    if (open < 1 || close < open || !words.nextLine()) {
      throw new FailedReadingException(
          "/proc/PID/stat: expected a program in parentheses in \"%s\"".formatted(procStat));
    }
    long id = Long.parseLong(procStat.substring(0, open).strip());
    words.skip(6);
    long flags = (long) words.nextCount();
    words.skip(4);
    double cpu = (words.nextCount() + words.nextCount()) / TICKS;
    words.skip(6);
    long started = (long) words.nextCount();
    words.skip(1);
    double resident = words.nextCount() * PageSize.BYTES;
    boolean kernel = (flags & KERNEL_THREAD) != 0;
    String program = kernel ? KERNEL : procStat.substring(open + 1, close);
    return new Usage(id, started, program, cpu, resident);
  }
}
