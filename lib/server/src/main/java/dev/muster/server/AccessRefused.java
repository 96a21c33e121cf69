package dev.muster.server;

/** A request that its sender may not make. */
final class AccessRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Answer answer;

  AccessRefused(Answer answer) {
    super(answer.sentence(), null, false, false);
    this.answer = answer;
  }

  Answer answer() {
    return answer;
  }
}
