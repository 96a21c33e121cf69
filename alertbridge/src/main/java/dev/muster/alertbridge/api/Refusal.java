package dev.muster.alertbridge.api;

/** A request that is not done, and why. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final int code;

  private Refusal(int status, int code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** By the handler: the body is the sentence as a JSON string. */
  static Refusal of(int status, String message) {
    return new Refusal(status, 0, message);
  }

  /** Of a body that cannot be read at all. */
  static Refusal unreadable(String what, String why) {
    return new Refusal(400, 400, "parsing " + what + " body from \"\" failed, because " + why);
  }

  /** A field that is not there. */
  static Refusal missing(String field) {
    return new Refusal(422, 602, field + " in body is required");
  }

  /** A value that is not of its form. */
  static Refusal malformed(int code, String message) {
    return new Refusal(422, code, message);
  }

  int status() {
    return status;
  }

  /** The code of those who check requests before they are handled, or 0. */
  int code() {
    return code;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
