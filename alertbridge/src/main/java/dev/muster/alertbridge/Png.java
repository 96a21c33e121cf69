package dev.muster.alertbridge;

import java.util.zip.CRC32;

/** A PNG file. */
final class Png {
  private final byte[] file;

  Png(byte[] file) {
    this.file = file.clone();
  }

  byte[] bytes() {
    return file.clone();
  }

  /** What a mail's HTML part calls it by: the same for the same picture; without brackets. */
  String contentId() {
    var crc = new CRC32();
    crc.update(file);
    return "picture.%08x@muster".formatted(crc.getValue());
  }
}
