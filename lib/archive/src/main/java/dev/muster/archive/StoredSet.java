package dev.muster.archive;

/** The series of one page as the file has them: the set's id and its members' ids, in order. */
final class StoredSet {
  private final int id;
  private final int[] members;

  StoredSet(int id, int[] members) {
    this.id = id;
    this.members = members;
  }

  int id() {
    return id;
  }

  int[] members() {
    return members;
  }

  int size() {
    return members.length;
  }
}
