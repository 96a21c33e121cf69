package dev.muster.app;

import java.util.Locale;

/** Bytes for people. */
final class Sizes {
  private static final String[] UNITS = {"KB", "MB", "GB", "TB"};

  private Sizes() {}

  /** Such as {@code 1.8 MB}, of 1,024 KB; bytes below 1,024 are told as they are. */
  static String of(long bytes) {
    if (bytes < 1024) {
      return bytes + " bytes";
    }
    double size = bytes / 1024.0;
    int unit = 0;
    while (size >= 1024 && unit < UNITS.length - 1) {
      size /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", size, UNITS[unit]);
  }
}
