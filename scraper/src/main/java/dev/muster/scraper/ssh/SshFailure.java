package dev.muster.scraper.ssh;

import dev.muster.ssh.SshException;
import java.io.IOException;

/** Why a client was not reached over SSH; the message is a reason as people are shown it. */
public final class SshFailure extends IOException {
  private static final long serialVersionUID = 1;

  SshFailure(String reason) {
    super("SSH: " + reason);
  }

  SshFailure(SshException cause) {
    super("SSH: " + sentence(cause), cause);
  }

  private static String sentence(SshException cause) {
    String said = String.valueOf(cause.getMessage());
    return cause.kind() == SshException.Kind.UNKNOWN_HOST_KEY ? said + " (muster ssh-keys)" : said;
  }
}
