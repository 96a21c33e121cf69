package dev.muster.console.account;

import java.time.Instant;

/** Sends the mails about accounts; what is wrong is logged, not told. */
@FunctionalInterface
public interface AccountMails {
  /** Why a mail is sent. */
  enum Kind {
    INVITE("invite"),
    RESET("reset");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** As it stands in links and in the file. */
    public String word() {
      return word;
    }
  }

  /**
   * A mail with what lets a user choose a password, once.
   *
   * @param secret what the link must hold; it is kept nowhere
   * @param ends until when it is good
   */
  record Letter(Kind kind, String name, String mail, String secret, Instant ends) {
    /** The end of the page's address, after its host; behind # so that no server logs it. */
    public String link() {
      return "#/" + kind.word() + "/" + secret;
    }

    /** Without the secret. */
    @Override
    public String toString() {
      return "Letter[" + kind + ", " + name + "]";
    }
  }

  /** Queues it and returns at once. */
  void send(Letter letter);
}
