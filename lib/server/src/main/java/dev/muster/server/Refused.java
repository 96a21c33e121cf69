package dev.muster.server;

import org.jspecify.annotations.Nullable;

/** A request that is not done, and why, in one sentence of what is wrong and would be right. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String errorType;
  private int retrySeconds;
  private String property = "";
  private transient @Nullable Object value;

  private Refused(int status, String errorType, String sentence) {
    super(sentence, null, false, false);
    this.status = status;
    this.errorType = errorType;
  }

  /** With a status of HTTP, and the name that answers have for it. */
  public static Refused of(int status, String sentence) {
    return new Refused(status, errorType(status), sentence);
  }

  /** With another name than the usual one of that status. */
  public static Refused of(int status, String errorType, String sentence) {
    return new Refused(status, errorType, sentence);
  }

  private static String errorType(int status) {
    return switch (status) {
      case 401 -> "unauthorized";
      case 403 -> "forbidden";
      case 404 -> "not_found";
      case 409 -> "conflict";
      case 413 -> "too_large";
      case 422 -> "invalid";
      case 429 -> "too_many_requests";
      case 503 -> "unavailable";
      default -> "bad_data";
    };
  }

  /** Says after how many seconds the same may be asked again. */
  public Refused retryAfter(int seconds) {
    retrySeconds = seconds;
    return this;
  }

  /** Says more than the sentence does, under a name of its own. */
  public Refused with(String name, Object more) {
    property = name;
    value = more;
    return this;
  }

  public int status() {
    return status;
  }

  /** Such as {@code not_found}. */
  public String errorType() {
    return errorType;
  }

  /** What is wrong. */
  public String sentence() {
    return String.valueOf(getMessage());
  }

  /** Seconds; 0: nothing is said of it. */
  int retrySeconds() {
    return retrySeconds;
  }

  /** The name of what is said besides; "" where nothing is. */
  String property() {
    return property;
  }

  @Nullable Object value() {
    return value;
  }
}
