package dev.muster.fleet;

/** Where and why a text is not the XML a fleet file is made of. */
final class XmlMistakeException extends Exception {
  private static final long serialVersionUID = 1;
  private final int offset;
  private final String right;

  XmlMistakeException(int offset, String what, String right) {
    super(what, null, false, false);
    this.offset = offset;
    this.right = right;
  }

  int offset() {
    return offset;
  }

  String right() {
    return right;
  }
}
