package dev.muster.sqlite;

import java.sql.SQLException;

/** What was attempted on which file, and why it failed. */
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int CORRUPT = 11;
  private static final int NOT_A_DATABASE = 26;

  public DatabaseException(String message) {
    super(message);
  }

  public DatabaseException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether the file itself is damaged, by SQLite's result code (CORRUPT or NOTADB). */
  public boolean isDamage() {
    if (getCause() instanceof DatabaseException cause) {
      return cause.isDamage();
    }
    int code = getCause() instanceof SQLException cause ? cause.getErrorCode() & 0xff : 0;
    return code == CORRUPT || code == NOT_A_DATABASE;
  }
}
