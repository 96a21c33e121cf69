package dev.muster.exporter.collector;

import dev.muster.exporter.collector.OsCollector.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Linux's {@code /etc/os-release}, or the one in {@code /usr/lib}; read again when it changed. */
final class OsRelease implements Source<Reading> {
  private final List<Path> candidates;
  private @Nullable FileTime modified;
  private @Nullable Reading reading;

  OsRelease(Path rootfs) {
    candidates = List.of(rootfs.resolve("etc/os-release"), rootfs.resolve("usr/lib/os-release"));
  }

  @Override
  public Reading read() throws IOException, NoDataException {
    for (Path path : candidates) {
      try {
        FileTime now = Files.getLastModifiedTime(path);
        if (reading == null || !now.equals(modified)) {
          reading = parse(Files.readString(path));
          modified = now;
        }
        return reading;
      } catch (NoSuchFileException ignored) {
        // The next one then.
      }
    }
    throw new NoDataException("there is no " + candidates.getFirst());
  }

  /** Lines {@code NAME=value}, the value quoted and escaped as for a shell. */
  static Reading parse(String osRelease) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : osRelease.lines().map(String::strip).toList()) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        fields.put(line.substring(0, equals), unquote(line.substring(equals + 1)));
      }
    }
    return new Reading(fields);
  }

  private static String unquote(String value) {
    int length = value.length();
    if (length >= 2 && value.startsWith("'") && value.endsWith("'")) {
      return value.substring(1, length - 1);
    }
    boolean quoted = length >= 2 && value.startsWith("\"") && value.endsWith("\"");
    String inside = quoted ? value.substring(1, length - 1) : value;
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < inside.length(); i++) {
      char c = inside.charAt(i);
      plain.append(c == '\\' && i + 1 < inside.length() ? inside.charAt(++i) : c);
    }
    return plain.toString();
  }
}
