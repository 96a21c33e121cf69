package dev.muster.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** Writes a compact, consistent copy of a database. */
final class Backup {
  private Backup() {}

  static void write(Path file, Path target) {
    if (Files.exists(target)) {
      throw new DatabaseException(target + ": exists already; name a new file");
    }
    Connections.make(target);
    Connection connection = Connections.maintenance(file);
    try (var copy = connection.prepareStatement("VACUUM INTO ?")) {
      copy.setString(1, target.toString());
      copy.executeUpdate();
    } catch (SQLException e) {
      throw Failure.of(target, e);
    } finally {
      Connections.closeQuietly(connection);
    }
  }
}
