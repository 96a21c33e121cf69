package dev.muster.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;

/** What was attempted on which file, and why it failed. */
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int CORRUPT = 11;
  private static final int NOT_A_DATABASE = 26;

  private final boolean cut;

  public DatabaseException(String message) {
    super(message);
    this.cut = false;
  }

  public DatabaseException(String message, Throwable cause) {
    super(message, cause);
    this.cut = false;
  }

  private DatabaseException(String message, boolean cut) {
    super(message);
    this.cut = cut;
  }

  /** Of a file that held something and is empty now. */
  static DatabaseException ofCut(Path file) {
    return new DatabaseException(
        file
            + ": is empty, though it held something before; restore it from a backup, or move it"
            + " away to start a new one",
        true);
  }

  /** Whether the file itself is damaged: cut to nothing, or by SQLite's code CORRUPT or NOTADB. */
  public boolean isDamage() {
    if (cut) {
      return true;
    }
    if (getCause() instanceof DatabaseException cause) {
      return cause.isDamage();
    }
    int code = getCause() instanceof SQLException cause ? cause.getErrorCode() & 0xff : 0;
    return code == CORRUPT || code == NOT_A_DATABASE;
  }
}
