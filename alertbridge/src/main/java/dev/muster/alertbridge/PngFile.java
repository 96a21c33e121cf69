package dev.muster.alertbridge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Pixels as a PNG file of at most 256 colours.
 *
 * @see <a href="https://www.w3.org/TR/png-3/">the format</a>
 */
final class PngFile {
  private static final byte[] SIGNATURE = {
    (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n',
  };
  private static final int COLOURS = 256;

  private PngFile() {}

  /**
   * The file. More colours than fit are made alike in their lowest bits until they do.
   *
   * @param rgb 0xRRGGBB, row by row
   */
  static byte[] of(int width, int height, int[] rgb) {
    int keep = 8;
    var palette = palette(rgb, keep);
    while (palette.size() > COLOURS) {
      palette = palette(rgb, --keep);
    }
    var file = new ByteArrayOutputStream();
    file.writeBytes(SIGNATURE);
    var header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) 8).put((byte) 3).put((byte) 0).put((byte) 0).put((byte) 0);
    chunk(file, "IHDR", header.array());
    chunk(file, "PLTE", colours(palette));
    chunk(file, "IDAT", deflated(rows(width, height, rgb, palette, keep)));
    chunk(file, "IEND", new byte[0]);
    return file.toByteArray();
  }

  /** The colours there are, by their first appearance. */
  private static Map<Integer, Integer> palette(int[] rgb, int keep) {
    var palette = new HashMap<Integer, Integer>();
    int last = -1;
    for (int pixel : rgb) {
      if (pixel != last) {
        palette.putIfAbsent(coarse(pixel, keep), palette.size());
        last = pixel;
      }
    }
    return palette;
  }

  private static int coarse(int pixel, int keep) {
    int mask = (0xff00 >> keep) & 0xff;
    return pixel & (mask << 16 | mask << 8 | mask);
  }

  private static byte[] colours(Map<Integer, Integer> palette) {
    var bytes = new byte[3 * palette.size()];
    palette.forEach((colour, index) -> {
      bytes[3 * index] = (byte) (colour >> 16);
      bytes[3 * index + 1] = (byte) (colour >> 8);
      bytes[3 * index + 2] = (byte) (int) colour;
    });
    return bytes;
  }

  /** Each row behind a zero: not filtered. */
  private static byte[] rows(
      int width, int height, int[] rgb, Map<Integer, Integer> palette, int keep) {
    var rows = new byte[(width + 1) * height];
    int last = -1;
    int index = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int pixel = rgb[y * width + x];
        if (pixel != last) {
          index = palette.getOrDefault(coarse(pixel, keep), 0);
          last = pixel;
        }
        rows[y * (width + 1) + 1 + x] = (byte) index;
      }
    }
    return rows;
  }

  private static byte[] deflated(byte[] bytes) {
    var compressed = new ByteArrayOutputStream();
    var buffer = new byte[8192];
    try (var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION)) {
      deflater.setInput(bytes);
      deflater.finish();
      while (!deflater.finished()) {
        compressed.write(buffer, 0, deflater.deflate(buffer));
      }
    }
    return compressed.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream file, String type, byte[] content) {
    var name = type.getBytes(StandardCharsets.US_ASCII);
    var crc = new CRC32();
    crc.update(name);
    crc.update(content);
    file.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    file.writeBytes(name);
    file.writeBytes(content);
    file.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
