package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The silences of one archive. They are read once and kept: whoever has the archive open is the
 * only one who writes it.
 */
final class StoredSilences implements SilenceStore {
  private final Database database;
  private @Nullable List<Silence> known;

  StoredSilences(Database database) {
    this.database = database;
  }

  @Override
  public synchronized List<Silence> all() {
    var all = known;
    if (all == null) {
      all = List.copyOf(database.read(SilenceTable::all));
      known = all;
    }
    return all;
  }

  @Override
  public Optional<Silence> withId(String id) {
    return all().stream().filter(silence -> silence.id().equals(id)).findFirst();
  }

  @Override
  public synchronized void saveAll(List<Silence> silences) {
    var _ =
        database.writeAndWait(connection -> {
          for (var silence : silences) {
            SilenceTable.save(connection, silence);
          }
          return true;
        });
    known = null;
  }

  /** Drops some of those that were over before a time; how many. */
  synchronized int dropBefore(long time, int limit) {
    int dropped =
        database.<Integer>writeAndWait(
            connection -> SilenceTable.dropBefore(connection, time, limit));
    if (dropped > 0) {
      known = null;
    }
    return dropped;
  }
}
