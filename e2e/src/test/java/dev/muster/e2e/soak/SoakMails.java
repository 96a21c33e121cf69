package dev.muster.e2e.soak;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.muster.e2e.MusterProcess;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The mail server: notes in the ledger whatever comes, and keeps nothing for long. */
final class SoakMails implements AutoCloseable {
  static final String ADDRESS = "it@example.org";

  private final GreenMail server;
  private final int port;
  private final AlertLedger ledger;

  SoakMails(AlertLedger ledger) throws IOException {
    this.ledger = ledger;
    this.port = MusterProcess.freePort();
    this.server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
    server.setUser(ADDRESS, "x");
    server
        .getUserManager()
        .setMessageDeliveryHandler((message, address) -> {
          note(message.getMessage());
          return server.getUserManager().getUserByEmail(address.getEmail());
        });
  }

  int port() {
    return port;
  }

  private void note(@Nullable MimeMessage message) {
    try {
      ledger.told(
          new AlertLedger.Turn(
              header(message, "X-Muster-Client"),
              header(message, "X-Muster-Type"),
              header(message, "X-Muster-State")));
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String header(@Nullable MimeMessage message, String name)
      throws MessagingException {
    var value = message == null ? null : message.getHeader(name, null);
    return value == null ? "" : value;
  }

  /** Frees the memory of mails that were noted. */
  void forget() {
    try {
      server.purgeEmailFromAllMailboxes();
    } catch (FolderException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
