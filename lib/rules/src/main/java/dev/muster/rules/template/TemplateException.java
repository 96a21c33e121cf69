package dev.muster.rules.template;

/** A template that cannot be read or expanded; the message begins with line and column. */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TemplateException(Place at, String problem) {
    super(at + ": " + problem);
  }
}
