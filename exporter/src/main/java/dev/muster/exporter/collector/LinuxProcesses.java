package dev.muster.exporter.collector;

import dev.muster.exporter.collector.ProcessesCollector.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Linux's processes, a folder of {@code /proc} each. One that ends meanwhile is not counted. */
final class LinuxProcesses implements Source<Reading> {
  /** Of {@code /proc/PID/stat}: the state's letter and the number of threads. */
  record Stat(String state, int threads) {
    private static final int THREADS_AFTER_STATE = 17;

    /** The command stands in parentheses, and may have any character in it. */
    static Stat parse(String procStat) {
      int behind = procStat.lastIndexOf(')') + 1;
      var words = new Words("/proc/PID/stat", procStat.substring(behind));
      if (behind == 0 || !words.nextLine()) {
        throw new FailedReadingException(
            "/proc/PID/stat: expected a command in parentheses in \"%s\"".formatted(procStat));
      }
      String state = words.next();
      words.skip(THREADS_AFTER_STATE - 1);
      return new Stat(state, (int) words.nextCount());
    }
  }

  private final Path procfs;
  private final ProcFile pidMax;
  private final ProcFile threadsMax;

  LinuxProcesses(Machine machine) {
    procfs = machine.settings().procfs();
    pidMax = machine.proc("sys/kernel/pid_max");
    threadsMax = machine.proc("sys/kernel/threads-max");
  }

  @Override
  public Reading read() throws IOException {
    int processes = 0;
    int threads = 0;
    Map<String, Integer> processStates = new TreeMap<>();
    Map<String, Integer> threadStates = new TreeMap<>();
    for (Path process : numbered(procfs)) {
      Stat stat = stat(process);
      if (stat != null) {
        processes++;
        threads += stat.threads();
        processStates.merge(stat.state(), 1, Integer::sum);
        addThreads(process, stat, threadStates);
      }
    }
    return new Reading(
        processes,
        threads,
        processStates,
        threadStates,
        Double.valueOf(pidMax.read().strip()),
        Double.valueOf(threadsMax.read().strip()));
  }

  private static void addThreads(Path process, Stat stat, Map<String, Integer> states) {
    if (stat.threads() == 1) {
      states.merge(stat.state(), 1, Integer::sum);
      return;
    }
    for (Path task : numbered(process.resolve("task"))) {
      Stat thread = stat(task);
      if (thread != null) {
        states.merge(thread.state(), 1, Integer::sum);
      }
    }
  }

  private static Path[] numbered(Path folder) {
    String[] names = folder.toFile().list((parent, name) -> Character.isDigit(name.charAt(0)));
    Path[] paths = new Path[names == null ? 0 : names.length];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = folder.resolve(names[i]);
    }
    return paths;
  }

  /** Null if it has ended. */
  private static @Nullable Stat stat(Path folder) {
    try {
      byte[] text = Files.readAllBytes(folder.resolve("stat"));
      return text.length == 0 ? null : Stat.parse(new String(text, StandardCharsets.UTF_8));
    } catch (IOException ended) {
      return null;
    }
  }
}
