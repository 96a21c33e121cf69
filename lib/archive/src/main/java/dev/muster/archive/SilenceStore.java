package dev.muster.archive;

import java.util.List;
import java.util.Optional;

/** Silences in the archive, those that are over for as long as alerts are kept. */
public interface SilenceStore {
  /** All of them. */
  List<Silence> all();

  Optional<Silence> withId(String id);

  /**
   * Stores a new silence or, where the id is known, changes it; on return it is on disk.
   *
   * @throws dev.muster.sqlite.DatabaseException with nothing of it written
   */
  void save(Silence silence);
}
