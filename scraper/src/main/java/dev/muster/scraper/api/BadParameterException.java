package dev.muster.scraper.api;

/** A parameter of a request is wrong: 400, {@code bad_data}. */
final class BadParameterException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BadParameterException(String parameter, String sentence) {
    super("invalid parameter \"" + parameter + "\": " + sentence);
  }
}
