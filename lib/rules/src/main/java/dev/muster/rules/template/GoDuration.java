package dev.muster.rules.template;

/** A duration as Go has it, in nanoseconds. */
record GoDuration(long nanos) {
  private static final long SECOND = 1_000_000_000L;

  double seconds() {
    return nanos / (double) SECOND;
  }

  Object method(String name) {
    return switch (name) {
      case "Seconds" -> seconds();
      case "Minutes" -> seconds() / 60;
      case "Hours" -> seconds() / 3600;
      case "Milliseconds" -> nanos / 1_000_000;
      case "String" -> toString();
      default -> throw new FailedCallException("a duration has no method " + name);
    };
  }

  /** As Go writes it: {@code 1h30m0s}, {@code 1.5s}, {@code 20ms}. */
  @Override
  public String toString() {
    long size = Math.abs(nanos);
    String sign = nanos < 0 ? "-" : "";
    if (size == 0) {
      return "0s";
    }
    if (size < SECOND) {
      return sign
          + (size >= 1_000_000
              ? GoText.print(size / 1e6) + "ms"
              : size >= 1_000 ? GoText.print(size / 1e3) + "µs" : size + "ns");
    }
    long minutes = size / (60 * SECOND);
    String seconds = GoText.print(size % (60 * SECOND) / (double) SECOND) + "s";
    if (minutes == 0) {
      return sign + seconds;
    }
    return sign + (minutes < 60 ? "" : minutes / 60 + "h") + minutes % 60 + "m" + seconds;
  }
}
