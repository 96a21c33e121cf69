package dev.muster.rollout;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What is in a distribution: a tar (POSIX ustar, with GNU's long names) of one folder, gzipped.
 *
 * @param top the folder that all is in
 * @param files the SHA-256 of each regular file, by its path in that folder
 * @param bytes of them, unpacked
 */
record PackedFiles(String top, Map<String, String> files, long bytes) {
  private static final int BLOCK = 512;
  private static final long MOST_BYTES = 2L << 30;

  /** One entry: its header as it stands, with that of a long name before it. */
  private record Entry(ByteBuffer header, String name, char type, long size) {
    boolean isFile() {
      return type == '0' || type == '\0';
    }
  }

  /**
   * Reads a distribution.
   *
   * @throws IOException if it is damaged
   */
  static PackedFiles read(Path archive) throws IOException {
    var files = new LinkedHashMap<String, String>();
    long bytes = 0;
    String top = "";
    try (var in = open(archive)) {
      for (var entry = next(in); entry != null; entry = next(in)) {
        int slash = entry.name().indexOf('/');
        if (slash <= 0 || entry.name().contains("../") || entry.name().indexOf('\n') >= 0) {
          throw new IOException("it holds '" + entry.name() + "', which is in no folder");
        }
        top = entry.name().substring(0, slash);
        if (entry.isFile()) {
          files.put(entry.name().substring(slash + 1), Distributions.sha256(in, entry.size()));
          in.skipNBytes(padding(entry.size()));
          bytes += entry.size();
        } else {
          in.skipNBytes(entry.size() + padding(entry.size()));
        }
      }
    }
    return new PackedFiles(top, Map.copyOf(files), bytes);
  }

  /** The list that {@code sha256sum -c} takes. */
  String list() {
    return files.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(file -> file.getValue() + "  " + file.getKey() + "\n")
        .collect(Collectors.joining());
  }

  /** The files of such a list. */
  static Map<String, String> parseList(String list) {
    return list.lines()
        .filter(line -> line.length() > 66 && line.startsWith("  ", 64))
        .collect(
            Collectors.toUnmodifiableMap(
                line -> line.substring(66), line -> line.substring(0, 64), (one, two) -> one));
  }

  /** The paths of those files that another version has just so. */
  Set<String> sameAs(Map<String, String> others) {
    return files.entrySet().stream()
        .filter(file -> file.getValue().equals(others.get(file.getKey())))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Writes the distribution again without some of its files. */
  static void writeWithout(Path archive, Set<String> left, Path to) throws IOException {
    try (var in = open(archive);
        var out =
            new BufferedOutputStream(
                new GZIPOutputStream(Files.newOutputStream(to), 1 << 16), 1 << 16)) {
      for (var entry = next(in); entry != null; entry = next(in)) {
        long length = entry.size() + padding(entry.size());
        String path = entry.name().substring(entry.name().indexOf('/') + 1);
        if (entry.isFile() && left.contains(path)) {
          in.skipNBytes(length);
        } else {
          out.write(entry.header().array());
          copy(in, out, length);
        }
      }
      out.write(new byte[2 * BLOCK]);
    }
  }

  private static void copy(InputStream in, OutputStream out, long length) throws IOException {
    var buffer = new byte[1 << 16];
    for (long left = length; left > 0; ) {
      int n = in.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
      if (n == 0) {
        throw new IOException("it ends too early");
      }
      out.write(buffer, 0, n);
      left -= n;
    }
  }

  private static InputStream open(Path archive) throws IOException {
    return new BufferedInputStream(
        new GZIPInputStream(Files.newInputStream(archive), 1 << 16), 1 << 16);
  }

  private static long padding(long size) {
    return (BLOCK - size % BLOCK) % BLOCK;
  }

  private static @Nullable Entry next(InputStream in) throws IOException {
    var header = header(in);
    if (header == null) {
      return null;
    }
    if (header[156] != 'L') {
      return entry(header, header, null);
    }
    int size = Math.toIntExact(number(header));
    if (size > 4_096) {
      throw new IOException("it holds a name of " + size + " bytes");
    }
    byte[] name = in.readNBytes(size + (int) padding(size));
    var named = header(in);
    if (named == null) {
      throw new IOException("it ends too early");
    }
    byte[] all =
        ByteBuffer.allocate(2 * BLOCK + name.length).put(header).put(name).put(named).array();
    return entry(all, named, text(name, 0, size));
  }

  private static Entry entry(byte[] all, byte[] header, @Nullable String name) throws IOException {
    String prefix = text(header, 345, 155);
    boolean ustar = text(header, 257, 8).equals("ustar");
    String shortName = text(header, 0, 100);
    String whole =
        name != null ? name : ustar && !prefix.isEmpty() ? prefix + "/" + shortName : shortName;
    char type = (char) header[156];
    if ("xgKS".indexOf(type) >= 0) {
      throw new IOException("it is not packed as ./package packs it (entry type '" + type + "')");
    }
    return new Entry(ByteBuffer.wrap(all), whole, type, number(header));
  }

  private static byte @Nullable [] header(InputStream in) throws IOException {
    byte[] header = in.readNBytes(BLOCK);
    for (byte one : header) {
      if (one != 0) {
        return whole(header);
      }
    }
    return null;
  }

  private static byte[] whole(byte[] header) throws IOException {
    if (header.length < BLOCK) {
      throw new IOException("it ends too early");
    }
    return header;
  }

  private static long number(byte[] header) throws IOException {
    String octal = text(header, 124, 12).strip();
    if (!octal.matches("[0-7]{1,11}") || Long.parseLong(octal, 8) > MOST_BYTES) {
      throw new IOException("it is damaged: a length of '" + octal + "'");
    }
    return Long.parseLong(octal, 8);
  }

  private static String text(byte[] bytes, int from, int length) {
    int end = from;
    while (end < from + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  /** The SHA-256 of a text. */
  static String sha256(String text) {
    return HexFormat.of()
        .formatHex(Distributions.digest().digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
