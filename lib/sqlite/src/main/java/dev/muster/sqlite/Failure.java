package dev.muster.sqlite;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;

/** Turns what SQLite or the file system says into one sentence: the file, what, the remedy. */
final class Failure {
  private static final String CANNOT_OPEN =
      "cannot be opened; check that its folder exists and that this user may read and write there";
  private static final String READ_ONLY =
      "cannot be written; give this user write permission on the file and its folder";
  private static final String BECAME_READ_ONLY =
      "cannot be written any more; its file system has become read-only, see the system's log";
  private static final String DISK_FULL =
      "the disk is full; free some space, and writing goes on by itself";

  private static final int IO_ERROR = 10;

  /** What the smallest {@code -shm} file takes. */
  private static final long SHARED_MEMORY_BYTES = 32_768;

  private Failure() {}

  static DatabaseException of(Path file, SQLException e) {
    boolean unknown = (e.getErrorCode() & 0xff) == IO_ERROR;
    if (unknown && isDiskFull(file)) {
      return new DatabaseException(file + ": " + DISK_FULL, e);
    }
    boolean readOnly = unknown && Files.exists(file) && !Files.isWritable(file);
    return new DatabaseException(file + ": " + (readOnly ? BECAME_READ_ONLY : sentence(e)), e);
  }

  /** Where the shared memory of WAL mode finds no room, SQLite speaks of an I/O error. */
  private static boolean isDiskFull(Path file) {
    try {
      return Files.getFileStore(file.toAbsolutePath()).getUsableSpace() < SHARED_MEMORY_BYTES;
    } catch (IOException unknown) {
      return false;
    }
  }

  /** The same for a write that failed with anything at all. */
  static DatabaseException ofWork(Path file, Throwable failure) {
    return switch (failure) {
      case DatabaseException e -> e;
      case SQLException e -> of(file, e);
      default -> new DatabaseException(file + ": the work failed with " + failure, failure);
    };
  }

  static DatabaseException ofFiles(Path file, IOException e) {
    String what =
        switch (e) {
          case NoSuchFileException missing -> CANNOT_OPEN;
          case AccessDeniedException denied -> READ_ONLY;
          default -> sentence(reasonOf(e));
        };
    return new DatabaseException(file + ": " + what, e);
  }

  private static String sentence(String reason) {
    if (reason.contains("No space left")) {
      return DISK_FULL;
    }
    return reason.contains("Read-only") ? READ_ONLY : "cannot be opened (" + reason + ")";
  }

  private static String reasonOf(IOException e) {
    String reason = e instanceof FileSystemException files ? files.getReason() : e.getMessage();
    return reason == null ? e.toString() : reason;
  }

  /** By the primary result code, see https://www.sqlite.org/rescode.html. */
  private static String sentence(SQLException e) {
    return switch (e.getErrorCode() & 0xff) {
      case 5, 6 -> "is locked by another program; close the program that is changing or holding it";
      case 8 -> READ_ONLY;
      case IO_ERROR ->
          "the disk failed while reading or writing; check the disk and the system's log";
      case 11 -> "is damaged; restore it from a backup, or move it away to start a new one";
      case 13 -> DISK_FULL;
      case 14 -> CANNOT_OPEN;
      case 26 -> "is no SQLite database; name another file, or move this one away";
      default -> "SQLite refused (" + e.getMessage() + ")";
    };
  }
}
