package dev.muster.archive;

/**
 * A mail, rendered once, as it goes to one recipient; or what goes to a receiver that is none.
 *
 * @param messageId with angle brackets; the same at every attempt
 * @param recipient an address, or the receiver's name
 * @param text its words without mark-up, for pages
 * @param message the whole message as RFC 5322 has it, all ASCII (bodies encoded); for a receiver
 *     the body of the request
 * @param receiver the receiver's name, or "" for a mail
 */
public record OutgoingMail(
    String messageId,
    String recipient,
    String subject,
    String text,
    String message,
    String receiver) {
  /** A mail. */
  public OutgoingMail(
      String messageId, String recipient, String subject, String text, String message) {
    this(messageId, recipient, subject, text, message, "");
  }
}
