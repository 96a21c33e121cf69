package dev.muster.app;

import dev.muster.sqlite.Progress;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The manifest of a backup: the SHA-256 of each file in it, as {@code sha256sum} writes and checks
 * it. It is written last, so a folder with one is whole.
 */
final class BackupSums {
  static final String FILE = "SHA256SUMS";

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (\\S.*)");
  private static final int MOST_BYTES = 16 << 20;
  private static final int CHUNK = 1 << 16;
  private static final int DEEPEST = 16;

  private BackupSums() {}

  /** The manifest's text of these sums by name. */
  static String render(NavigableMap<String, String> sums) {
    var text = new StringBuilder();
    sums.forEach((name, sum) -> text.append(sum).append("  ").append(name).append('\n'));
    return text.toString();
  }

  /**
   * Reads every file of a backup.
   *
   * @return what is not as it was written, one sentence a file; empty where all is well
   * @throws AppException if the folder has no manifest, or it cannot be read
   */
  static List<String> verify(Path folder, Progress progress) throws IOException {
    var sums = read(folder);
    long all = 0;
    for (String name : sums.keySet()) {
      all += folder.resolve(name).toFile().length();
    }
    var found = new ArrayList<String>();
    long done = 0;
    for (Map.Entry<String, String> entry : sums.entrySet()) {
      var file = folder.resolve(entry.getKey());
      if (!Files.isRegularFile(file)) {
        found.add(file + ": is missing");
      } else {
        long before = done;
        long total = all;
        String sum = sum(file, read -> progress.at(before + read, total));
        done += Files.size(file);
        if (!sum.equals(entry.getValue())) {
          found.add(file + ": is not what was backed up, its SHA-256 is another");
        }
      }
    }
    progress.at(all, all);
    others(folder, sums).forEach(name -> found.add(folder.resolve(name) + ": was not backed up"));
    return List.copyOf(found);
  }

  /** Is told how many bytes of a file were read. */
  @FunctionalInterface
  interface Reading {
    void at(long bytes);
  }

  /** The SHA-256 of a file, in hexadecimal digits. */
  static String sum(Path file, Reading reading) throws IOException {
    var digest = sha256();
    try (var in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK];
      long read = 0;
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        digest.update(chunk, 0, length);
        read += length;
        reading.at(read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static NavigableMap<String, String> read(Path folder) throws IOException {
    var manifest = folder.resolve(FILE);
    if (!Files.isDirectory(folder)) {
      throw new AppException(folder + " is no folder; name the one that muster backup made");
    }
    if (!Files.isRegularFile(manifest)) {
      throw new AppException(
          folder + " has no " + FILE + ": it is no backup, or one that was never finished");
    }
    if (Files.size(manifest) > MOST_BYTES) {
      throw new AppException(manifest + " is too large for a list of sums; the backup is damaged");
    }
    var sums = new TreeMap<String, String>();
    try {
      int number = 0;
      for (String line : Files.readAllLines(manifest)) {
        number++;
        var parts = LINE.matcher(line);
        if (!parts.matches() || !isInside(folder, parts.group(2))) {
          throw new AppException(
              manifest + ":" + number + ": is no sum and name of a file; the backup is damaged");
        }
        sums.put(parts.group(2), parts.group(1));
      }
    } catch (CharacterCodingException e) {
      throw new AppException(manifest + " is no text; the backup is damaged", e);
    }
    if (!sums.containsKey(BackupContents.ARCHIVE)) {
      throw new AppException(manifest + " names no archive; the backup is damaged");
    }
    return sums;
  }

  private static boolean isInside(Path folder, String name) {
    try {
      return folder.resolve(name).normalize().startsWith(folder.normalize())
          && !Path.of(name).isAbsolute();
    } catch (java.nio.file.InvalidPathException e) {
      return false;
    }
  }

  private static Set<String> others(Path folder, NavigableMap<String, String> sums)
      throws IOException {
    var others = new TreeSet<String>();
    try (Stream<Path> files = Files.walk(folder, DEEPEST)) {
      files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .filter(name -> !name.equals(FILE) && !sums.containsKey(name))
          .forEach(others::add);
    }
    return others;
  }
}
