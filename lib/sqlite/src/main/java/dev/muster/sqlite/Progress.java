package dev.muster.sqlite;

/** Is told how far something long has come. */
@FunctionalInterface
public interface Progress {
  /** One that nobody looks at. */
  Progress NONE = (done, all) -> {};

  /**
   * So much of it is done.
   *
   * @param done of {@code all}, in whatever unit; it may pass it a little
   */
  void at(long done, long all);
}
