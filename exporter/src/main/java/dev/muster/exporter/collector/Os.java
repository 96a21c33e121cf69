package dev.muster.exporter.collector;

import java.util.Locale;

/** The operating systems whose readings the collectors know. */
enum Os {
  LINUX,
  WINDOWS,
  MACOS;

  /**
   * The one this program runs on.
   *
   * @throws IllegalStateException on any other
   */
  static Os current() {
    return named(System.getProperty("os.name", ""));
  }

  /** The one that Java's {@code os.name} means. */
  static Os named(String javaName) {
    String name = javaName.toLowerCase(Locale.ROOT);
    if (name.startsWith("linux")) {
      return LINUX;
    }
    if (name.startsWith("windows")) {
      return WINDOWS;
    }
    if (name.startsWith("mac os")) {
      return MACOS;
    }
    throw new IllegalStateException(
        "this is \"%s\"; the exporter runs on Linux, Windows and macOS".formatted(javaName));
  }
}
