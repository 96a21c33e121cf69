package dev.muster.exporter.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** One file of a rotated log, opened, with what it was when it was opened. */
final class LogFile implements AutoCloseable {
  /** More files of one log than this are not looked at: the newest count. */
  private static final int MAX_FILES = 16;

  private final LogBytes bytes;
  private final int inode;
  private final long size;
  private final long modified;
  private byte @Nullable [] head;

  private LogFile(LogBytes bytes, BasicFileAttributes attributes) throws IOException {
    this.bytes = bytes;
    this.inode = keyHash(attributes.fileKey());
    this.size = bytes.size(attributes.size());
    this.modified = Math.max(0, attributes.lastModifiedTime().toMillis());
  }

  /** The file that is written to, alone; empty where there is none. */
  static Chain openCurrent(Path file) throws IOException {
    List<LogFile> files = new ArrayList<>();
    openInto(files, file);
    return new Chain(files, !files.isEmpty());
  }

  /**
   * A log's files, the oldest first; empty where there is none.
   *
   * @param compressed whether those that rotation compressed are among them
   */
  static Chain open(Path file, boolean compressed) throws IOException {
    List<LogFile> files = new ArrayList<>();
    try {
      for (Path rotated : rotated(file, compressed)) {
        if (!openInto(files, rotated) && compressed) {
          openInto(files, packed(rotated));
        }
      }
      int before = files.size();
      openInto(files, file);
      return new Chain(files, files.size() > before);
    } catch (IOException e) {
      new Chain(files, false).close();
      throw e;
    }
  }

  /** Opened files; whether the newest is the one that is written to. */
  record Chain(List<LogFile> files, boolean current) implements AutoCloseable {
    @Override
    public void close() {
      files.forEach(LogFile::close);
    }
  }

  /** Whether it was there. */
  private static boolean openInto(List<LogFile> files, Path path) throws IOException {
    LogBytes bytes;
    try {
      bytes = LogBytes.open(path);
    } catch (NoSuchFileException goneMeanwhile) {
      return false;
    } catch (AccessDeniedException e) {
      throw LogRights.explained(path, e);
    }
    LogFile opened;
    try {
      opened = new LogFile(bytes, Files.readAttributes(path, BasicFileAttributes.class));
    } catch (NoSuchFileException goneMeanwhile) {
      bytes.close();
      return false;
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
    // A file renamed while the folder was listed is met twice: its newer name counts.
    files.removeIf(same -> opened.inode != 0 && same.inode == opened.inode && closed(same));
    files.add(opened);
    return true;
  }

  private static boolean closed(LogFile file) {
    file.close();
    return true;
  }

  private static Path packed(Path path) {
    return path.resolveSibling(path.getFileName() + LogBytes.COMPRESSED);
  }

  private static List<Path> rotated(Path file, boolean compressed) throws IOException {
    Path folder = Objects.requireNonNullElse(file.getParent(), Path.of("."));
    Pattern name =
        Pattern.compile(
            Pattern.quote(Objects.toString(file.getFileName()))
                + "[.-][0-9-]{1,20}"
                + (compressed ? "([.]gz)?" : ""));
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    record Dated(Path path, long modified) {}
    List<Dated> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        if (name.matcher(Objects.toString(path.getFileName())).matches() && !isDouble(path)) {
          found.add(new Dated(path, path.toFile().lastModified()));
        }
      }
    }
    found.sort(Comparator.comparingLong(Dated::modified));
    return found.subList(Math.max(0, found.size() - MAX_FILES), found.size()).stream()
        .map(Dated::path)
        .toList();
  }

  /** While a file is being compressed it is there twice; the one not compressed is whole. */
  private static boolean isDouble(Path path) {
    String name = Objects.toString(path.getFileName());
    return name.endsWith(LogBytes.COMPRESSED)
        && Files.exists(
            path.resolveSibling(name.substring(0, name.length() - LogBytes.COMPRESSED.length())));
  }

  long size() {
    return size;
  }

  long modified() {
    return modified;
  }

  /** The position at an offset of this file. */
  FilePosition position(long offset, boolean midLine) throws IOException {
    return new FilePosition(inode, offset, head(offset), modified, midLine);
  }

  /** Whether this is the very file the position is in. */
  boolean isFileOf(FilePosition position) throws IOException {
    return inode == position.inode() && beginsAs(position);
  }

  /** Whether this file begins as the position's file did, and reaches as far. */
  boolean beginsAs(FilePosition position) throws IOException {
    return size >= position.offset() && head(position.offset()) == position.head();
  }

  private int head(long offset) throws IOException {
    int length = FilePosition.headLength(offset);
    byte[] known = head;
    if (known == null) {
      known = read(0, FilePosition.headLength(size));
      head = known;
    }
    return crc(known, Math.min(length, known.length));
  }

  /** Up to that many bytes from the offset; fewer only at the file's end. */
  byte[] read(long offset, int length) throws IOException {
    return bytes.read(offset, (int) Math.max(0, Math.min(length, size - offset)));
  }

  private static int keyHash(@Nullable Object key) {
    if (key == null) {
      return 0;
    }
    byte[] text = key.toString().getBytes(UTF_8);
    return crc(text, text.length);
  }

  private static int crc(byte[] text, int length) {
    var crc = new CRC32();
    crc.update(text, 0, length);
    return (int) crc.getValue();
  }

  @Override
  public void close() {
    try {
      bytes.close();
    } catch (IOException ignored) {
      // Nothing was written, so nothing can be lost.
    }
  }
}
