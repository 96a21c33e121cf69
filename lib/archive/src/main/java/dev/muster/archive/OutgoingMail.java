package dev.muster.archive;

/**
 * A mail, rendered once, as it goes to one recipient.
 *
 * @param messageId with angle brackets; the same at every attempt
 * @param message the whole message as RFC 5322 has it, all ASCII (bodies encoded)
 */
public record OutgoingMail(String messageId, String recipient, String subject, String message) {}
