package dev.muster.archive;

import java.util.List;
import java.util.Optional;

/** Silences in the archive, those that are over for as long as alerts are kept. */
public interface SilenceStore {
  /** All of them, those that begin first before the others; cheap enough for every round. */
  List<Silence> all();

  Optional<Silence> withId(String id);

  /**
   * Stores a new silence or, where the id is known, changes it; on return it is on disk.
   *
   * @throws dev.muster.sqlite.DatabaseException with nothing of it written
   */
  default void save(Silence silence) {
    saveAll(List.of(silence));
  }

  /**
   * The same for several, all of them or none.
   *
   * @throws dev.muster.sqlite.DatabaseException with nothing of it written
   */
  void saveAll(List<Silence> silences);
}
