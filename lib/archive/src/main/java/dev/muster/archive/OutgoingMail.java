package dev.muster.archive;

/**
 * A mail, rendered once, as it goes to one recipient.
 *
 * @param text its words without mark-up, for pages
 * @param messageId with angle brackets; the same at every attempt
 * @param text its words without mark-up, for pages
 * @param message the whole message as RFC 5322 has it, all ASCII (bodies encoded)
 */
public record OutgoingMail(
    String messageId, String recipient, String subject, String text, String message) {}
