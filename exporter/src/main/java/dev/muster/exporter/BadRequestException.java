package dev.muster.exporter;

/** A request that makes no sense; the message goes to the client, with status 400. */
final class BadRequestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String sentence;

  BadRequestException(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  /** What the client is told. */
  String sentence() {
    return sentence;
  }
}
