package dev.muster.exporter.eventlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log kept in text files: the one that is written to and those that rotation put aside beside it,
 * {@code FILE.1} or {@code FILE-20261121}. Those that it compressed, {@code FILE.2.gz}, are opened
 * where the others do not have the position.
 *
 * <p>Reading follows a file through renaming (by inode) and through copy-and-truncate (by its first
 * bytes). It leaves a file that was put aside only once its successor has content: until then the
 * logger may still hold the old one open. A position whose file is gone goes on with the oldest
 * file that was written to later.
 */
final class TextLog implements EventLogReader {
  private static final int BLOCK_BYTES = 128 << 10;

  /** As much is read in one go at most, however few records that gives. */
  private static final int MAX_BYTES = 1 << 20;

  private final String name;
  private final Path file;
  private final boolean expected;
  private final SyslogLine.Parser parser;

  /**
   * A reader.
   *
   * @param expected whether it is an error if the file is not there
   */
  TextLog(String name, Path file, boolean expected, SyslogLine.Parser parser) {
    this.name = name;
    this.file = file;
    this.expected = expected;
    this.parser = parser;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean present() {
    return expected || Files.exists(file);
  }

  @Override
  public String end() throws IOException {
    try (var chain = LogFile.openCurrent(file)) {
      if (!chain.current()) {
        requireOptional();
        return FilePosition.ABSENT;
      }
      LogFile last = chain.files().getLast();
      int tail = (int) Math.min(last.size(), LineBlock.MAX_LINE + 1);
      byte[] bytes = last.read(last.size() - tail, tail);
      for (int i = bytes.length; i > 0; i--) {
        if (bytes[i - 1] == '\n') {
          return last.position(last.size() - tail + i, false).text();
        }
      }
      boolean tooLong = tail > LineBlock.MAX_LINE;
      return last.position(tooLong ? last.size() : 0, tooLong).text();
    }
  }

  @Override
  public Chunk read(String position, int limit) throws IOException {
    FilePosition from = position.equals(FilePosition.ABSENT) ? null : FilePosition.parse(position);
    if (from != null) {
      try (var current = LogFile.openCurrent(file)) {
        if (current.current() && current.files().getFirst().isFileOf(from)) {
          return new Reading(current.files(), limit).from(from);
        }
      }
    }
    Chunk chunk = read(from, position, limit, false);
    return chunk.gap() ? read(from, position, limit, true) : chunk;
  }

  private Chunk read(@Nullable FilePosition from, String position, int limit, boolean compressed)
      throws IOException {
    try (var chain = LogFile.open(file, compressed)) {
      if (!chain.current()) {
        requireOptional();
      }
      if (chain.files().isEmpty() || (from == null && !chain.current())) {
        return new Chunk(List.of(), position);
      }
      return new Reading(chain.files(), limit).from(from);
    }
  }

  private void requireOptional() throws NoSuchFileException {
    if (expected) {
      throw new NoSuchFileException(file.toString());
    }
  }

  /** One pass over the files, from a position to a limit. */
  private final class Reading {
    private final List<LogFile> files;
    private final int limit;
    private final List<Entry> entries = new ArrayList<>();
    private int index;
    private long offset;
    private boolean midLine;
    private boolean gap;
    private Instant time = parser.now();

    Reading(List<LogFile> files, int limit) {
      this.files = files;
      this.limit = limit;
    }

    Chunk from(@Nullable FilePosition from) throws IOException {
      start(from);
      run();
      return new Chunk(entries, files.get(index).position(offset, midLine).text(), gap);
    }

    private void start(@Nullable FilePosition from) throws IOException {
      if (from == null) {
        index = files.size() - 1;
        return;
      }
      int same = find(from);
      if (same < 0) {
        index = oldestAfter(from.modified());
        gap = true;
        return;
      }
      index = same;
      offset = from.offset();
      midLine = from.midLine();
    }

    private int find(FilePosition from) throws IOException {
      for (int i = files.size() - 1; i >= 0; i--) {
        if (files.get(i).isFileOf(from)) {
          return i;
        }
      }
      for (int i = files.size() - 1; i >= 0 && from.offset() > 0; i--) {
        if (files.get(i).beginsAs(from)) {
          return i;
        }
      }
      return -1;
    }

    private int oldestAfter(long modified) {
      for (int i = 0; i < files.size(); i++) {
        if (files.get(i).modified() > modified) {
          return i;
        }
      }
      return files.size() - 1;
    }

    private void run() throws IOException {
      for (int bytes = 0; entries.size() < limit && bytes < MAX_BYTES; ) {
        int consumed = readBlock();
        bytes += consumed;
        if (consumed == 0 && !advance()) {
          return;
        }
      }
    }

    private int readBlock() throws IOException {
      LogFile current = files.get(index);
      byte[] block = current.read(offset, BLOCK_BYTES);
      boolean whole = superseded() && offset + block.length >= current.size();
      LineBlock lines = LineBlock.split(block, midLine, whole);
      long start = offset;
      for (LineBlock.Line line : lines.lines()) {
        offset = start + line.end();
        midLine = line.midLine();
        var event = parser.parse(line.text(), name, time);
        time = event.time();
        entries.add(new Entry(event, current.position(offset, midLine).text()));
        if (entries.size() == limit) {
          return line.end();
        }
      }
      offset = start + lines.consumed();
      midLine = lines.midLine();
      return lines.consumed();
    }

    /** Whether the logger writes to a newer file by now. */
    private boolean superseded() {
      return files.subList(index + 1, files.size()).stream().anyMatch(later -> later.size() > 0);
    }

    private boolean advance() {
      if (!superseded()) {
        return false;
      }
      index++;
      offset = 0;
      midLine = false;
      return true;
    }
  }
}
