package dev.muster.archive.account;

/** A change of users, tokens or invitations that cannot be, in one sentence. */
public final class AccountRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public AccountRefusedException(String sentence) {
    super(sentence);
  }
}
