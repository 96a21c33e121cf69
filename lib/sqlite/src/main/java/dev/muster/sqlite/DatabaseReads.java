package dev.muster.sqlite;

/** Something that work which only reads can be done on. */
public interface DatabaseReads {
  /**
   * Reads one state of the database.
   *
   * @throws DatabaseException if the work fails
   */
  <T> T read(Database.Work<T> work);
}
