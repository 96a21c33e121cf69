package dev.muster.alertbridge;

import com.sun.mail.smtp.SMTPTransport;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.mail.MessagingException;
import javax.mail.Session;

/**
 * A connection to a mail server that waits for the acknowledgement of a message as long as RFC 5321
 * (4.5.3.2.6) asks. Some servers look into a message for minutes before they answer; who gives up
 * sooner and tries again has it delivered twice.
 */
final class PatientTransport extends SMTPTransport {
  private static final Duration ACKNOWLEDGEMENT = Duration.ofMinutes(10);

  private boolean messageBegun;
  private boolean messageEnded;

  PatientTransport(Session session) {
    super(session, null);
  }

  /** Whether what was sent last got as far as its message. */
  boolean hasBegunMessage() {
    return messageBegun;
  }

  @Override
  protected void mailFrom() throws MessagingException {
    messageBegun = false;
    super.mailFrom();
  }

  @Override
  protected OutputStream data() throws MessagingException {
    var out = super.data();
    messageBegun = true;
    return out;
  }

  @Override
  protected void finishData() throws IOException, MessagingException {
    messageEnded = true;
    try {
      super.finishData();
    } finally {
      messageEnded = false;
    }
  }

  @Override
  protected int readServerResponse() throws MessagingException {
    long start = System.nanoTime();
    while (true) {
      try {
        return super.readServerResponse();
      } catch (MessagingException e) {
        boolean silent = e.getNextException() instanceof SocketTimeoutException;
        long waited = System.nanoTime() - start;
        if (!messageEnded || !silent || waited >= ACKNOWLEDGEMENT.toNanos()) {
          throw e;
        }
      }
    }
  }
}
