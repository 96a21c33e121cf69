package dev.muster.exporter.collector;

import dev.muster.exporter.collector.TextFile.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whatever other programs have written into {@code *.prom} files, in the text exposition format. A
 * file that is malformed, has a timestamp, or says something that another file said or named
 * otherwise, is left out as a whole; a file that stays the same is parsed once.
 *
 * <pre>
 * # HELP node_textfile_mtime_seconds When the file was changed, in seconds since 1970.
 * # TYPE node_textfile_mtime_seconds gauge
 * node_textfile_mtime_seconds{file="backup.prom"} 1.795256E9
 * # HELP node_textfile_scrape_error Whether a folder or a file could not be read.
 * # TYPE node_textfile_scrape_error gauge
 * node_textfile_scrape_error 0.0
 * </pre>
 */
final class TextfileCollector implements Collector {
  private record Version(long modifiedMillis, long size) {}

  private record Known(Version version, TextFile file) {}

  private static final Logger log = LoggerFactory.getLogger(TextfileCollector.class);
  private static final String OWN = "node_textfile_";
  private static final long MAX_BYTES = 64L << 20;

  private final List<String> globs;
  private final Map<Path, Known> known = new HashMap<>();
  private final Map<Path, String> troubles = new HashMap<>();

  TextfileCollector(List<String> globs) {
    this.globs = globs;
  }

  static TextfileCollector of(Machine machine) {
    return new TextfileCollector(machine.settings().textfiles());
  }

  @Override
  public String name() {
    return "textfile";
  }

  @Override
  public void collect(MetricPage page) {
    Map<Path, String> faults = new TreeMap<>();
    Map<String, Family> families = new LinkedHashMap<>();
    Map<Path, Long> times = new TreeMap<>();
    for (Path folder : folders(faults)) {
      for (Path path : files(folder, faults)) {
        try {
          Known read = read(path);
          join(read.file(), families);
          times.put(path, read.version().modifiedMillis());
        } catch (IOException | RuntimeException e) {
          faults.put(path, String.valueOf(e.getMessage()));
        }
      }
    }
    known.keySet().retainAll(times.keySet());
    families.values().forEach(family -> page.add(TextSnapshots.of(family)));
    var mtime =
        page.gaugeFamily(
            OWN + "mtime_seconds", "When the file was changed, in seconds since 1970.", "file");
    times.forEach(
        (path, millis) -> mtime.add((double) Math.floorDiv(millis, 1000L), path.toString()));
    page.gauge(
        OWN + "scrape_error",
        "Whether a folder or a file could not be read.",
        faults.isEmpty() ? 0 : 1);
    report(faults);
  }

  private List<Path> folders(Map<Path, String> faults) {
    List<Path> folders = new ArrayList<>();
    for (String glob : globs) {
      try {
        List<Path> found = FolderGlob.matches(glob);
        folders.addAll(found.isEmpty() ? List.of(Path.of(glob)) : found);
      } catch (IOException | RuntimeException e) {
        faults.put(Path.of(""), glob + ": " + e);
      }
    }
    return folders.stream().distinct().toList();
  }

  private static List<Path> files(Path folder, Map<Path, String> faults) {
    try (var files = Files.newDirectoryStream(folder, "*.prom")) {
      List<Path> sorted = new ArrayList<>();
      files.forEach(sorted::add);
      sorted.sort(null);
      return sorted;
    } catch (IOException e) {
      faults.put(folder, "cannot list this folder: " + e);
      return List.of();
    }
  }

  private Known read(Path path) throws IOException {
    var attributes = Files.readAttributes(path, BasicFileAttributes.class);
    var version = new Version(attributes.lastModifiedTime().toMillis(), attributes.size());
    Known last = known.get(path);
    if (last == null || !last.version().equals(version)) {
      if (version.size() > MAX_BYTES) {
        throw new IOException("larger than " + MAX_BYTES + " bytes");
      }
      last = new Known(version, TextFile.parse(Files.readAllBytes(path)));
      known.put(path, last);
    }
    return last;
  }

  /**
   * Adds a file's families to those of the files before it.
   *
   * @throws IllegalArgumentException if they cannot stand beside each other; then none is added
   */
  private static void join(TextFile file, Map<String, Family> families) {
    Map<String, Family> joined = new LinkedHashMap<>();
    for (Family family : file.families()) {
      if (family.name().startsWith(OWN)) {
        throw new IllegalArgumentException("family " + family.name() + " is the exporter's own");
      }
      Family before = families.get(family.name());
      joined.put(family.name(), before == null ? family : before.with(family));
    }
    families.putAll(joined);
  }

  /** Logs a trouble when it begins. */
  private void report(Map<Path, String> faults) {
    faults.forEach((path, fault) -> {
      if (!fault.equals(troubles.get(path))) {
        log.warn("msg=\"textfile left out\" file={} reason=\"{}\"", path, fault);
      }
    });
    troubles.clear();
    troubles.putAll(faults);
  }
}
