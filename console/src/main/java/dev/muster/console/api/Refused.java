package dev.muster.console.api;

import java.util.List;

/** A request that is answered with a refusal: one sentence of what is wrong and would be right. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String errorType;
  private final transient List<FileFinding> findings;

  private Refused(int status, String errorType, String sentence, List<FileFinding> findings) {
    super(sentence, null, false, false);
    this.status = status;
    this.errorType = errorType;
    this.findings = List.copyOf(findings);
  }

  static Refused badData(String sentence) {
    return new Refused(400, "bad_data", sentence, List.of());
  }

  static Refused unauthorized() {
    return new Refused(401, "unauthorized", "log in first", List.of());
  }

  static Refused forbidden(String sentence) {
    return new Refused(403, "forbidden", sentence, List.of());
  }

  static Refused notFound(String sentence) {
    return new Refused(404, "not_found", sentence, List.of());
  }

  static Refused conflict(String sentence) {
    return new Refused(409, "conflict", sentence, List.of());
  }

  static Refused mistaken(String sentence, List<FileFinding> findings) {
    return new Refused(422, "mistaken", sentence, findings);
  }

  static Refused tooMany(String sentence) {
    return new Refused(429, "too_many", sentence, List.of());
  }

  static Refused unavailable(String sentence) {
    return new Refused(503, "unavailable", sentence, List.of());
  }

  int status() {
    return status;
  }

  String errorType() {
    return errorType;
  }

  /** What is wrong with a file, place by place; empty where it is about no file. */
  List<FileFinding> findings() {
    return findings;
  }
}
