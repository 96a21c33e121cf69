package dev.muster.scraper.write;

/** A request that is no remote write, or beyond a bound; the message is the whole answer. */
final class BadWriteException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  BadWriteException(String sentence) {
    this(400, sentence);
  }

  BadWriteException(int status, String sentence) {
    super(line(sentence));
    this.status = status;
  }

  /** One line, whatever stands in names that are told. */
  private static String line(String sentence) {
    var line = new StringBuilder();
    sentence
        .codePoints()
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .forEach(line::appendCodePoint);
    return line.toString();
  }

  /** Of HTTP. */
  int status() {
    return status;
  }
}
