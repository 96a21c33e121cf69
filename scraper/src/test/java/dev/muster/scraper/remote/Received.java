package dev.muster.scraper.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** What a receiver makes of a request, by another's snappy and the words of the specification. */
sealed interface Received {
  /** One sample; its labels are sorted, or the request is refused here. */
  record Sample(List<String> labels, double value, long timeMillis) implements Received {
    @Override
    public String toString() {
      return "{%s} %s @%d".formatted(String.join(", ", labels), value, timeMillis);
    }
  }

  record Metadata(String family, int type, String help, String unit) implements Received {}

  /** A request of remote write 2.0: each series' samples, then what it says of itself. */
  static List<Received> ofSecond(byte[] compressed) {
    var symbols = new ArrayList<String>();
    var all = new ArrayList<Received>();
    var in = ByteBuffer.wrap(plain(compressed));
    while (in.hasRemaining()) {
      int field = in.get() >> 3;
      var part = part(in);
      switch (field) {
        case 4 -> symbols.add(text(part));
        case 5 -> secondSeries(part, symbols, all);
        default -> throw new AssertionError("field " + field);
      }
    }
    if (!symbols.getFirst().isEmpty() || symbols.size() != symbols.stream().distinct().count()) {
      throw new AssertionError("symbols " + symbols);
    }
    return all;
  }

  private static void secondSeries(ByteBuffer in, List<String> symbols, List<Received> all) {
    var labels = new ArrayList<String>();
    var names = new ArrayList<String>();
    String metric = "";
    while (in.hasRemaining()) {
      int field = in.get() >> 3;
      var part = part(in);
      switch (field) {
        case 1 -> {
          while (part.hasRemaining()) {
            String name = symbols.get((int) varint(part));
            String value = symbols.get((int) varint(part));
            names.add(name);
            metric = name.equals("__name__") ? value : metric;
            labels.add(name.equals("__name__") ? value : name + "=" + value);
          }
        }
        case 2 -> all.add(sample(labels, part));
        case 5 -> {
          part.get();
          int type = (int) varint(part);
          part.get();
          String help = symbols.get((int) varint(part));
          part.get();
          all.add(new Metadata(metric, type, help, symbols.get((int) varint(part))));
        }
        default -> throw new AssertionError("field " + field + " of a series");
      }
    }
    requireSorted(names);
  }

  private static Sample sample(List<String> labels, ByteBuffer in) {
    in.get();
    double value = in.order(ByteOrder.LITTLE_ENDIAN).getDouble();
    in.get();
    labels.sort(null);
    return new Sample(List.copyOf(labels), value, varint(in));
  }

  private static void requireSorted(List<String> names) {
    if (!names.equals(names.stream().sorted().distinct().toList())) {
      throw new AssertionError("labels are not sorted: " + names);
    }
  }

  private static byte[] plain(byte[] compressed) {
    var snappy = new SnappyJavaDecompressor();
    var plain = new byte[snappy.getUncompressedLength(compressed, 0)];
    snappy.decompress(compressed, 0, compressed.length, plain, 0, plain.length);
    return plain;
  }

  static List<Received> of(byte[] compressed) {
    var all = new ArrayList<Received>();
    var in = ByteBuffer.wrap(plain(compressed));
    while (in.hasRemaining()) {
      int field = in.get() >> 3;
      var part = part(in);
      if (field == 1) {
        series(part, all);
      } else if (field == 3) {
        all.add(metadata(part));
      } else {
        throw new AssertionError("field " + field);
      }
    }
    return all;
  }

  private static void series(ByteBuffer in, List<Received> all) {
    var labels = new ArrayList<String>();
    var names = new ArrayList<String>();
    while (in.hasRemaining()) {
      int field = in.get() >> 3;
      var part = part(in);
      if (field == 1) {
        part.get();
        String name = text(part(part));
        part.get();
        String value = text(part(part));
        names.add(name);
        labels.add(name.equals("__name__") ? value : name + "=" + value);
      } else {
        all.add(sample(labels, part));
      }
    }
    requireSorted(names);
  }

  private static Metadata metadata(ByteBuffer in) {
    in.get();
    int type = (int) varint(in);
    in.get();
    String family = text(part(in));
    in.get();
    String help = text(part(in));
    if (!in.hasRemaining()) {
      return new Metadata(family, type, help, "");
    }
    in.get();
    return new Metadata(family, type, help, text(part(in)));
  }

  private static ByteBuffer part(ByteBuffer in) {
    int length = (int) varint(in);
    var part = in.slice(in.position(), length);
    in.position(in.position() + length);
    return part;
  }

  private static String text(ByteBuffer in) {
    return UTF_8.decode(in).toString();
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    int shift = 0;
    byte part;
    do {
      part = in.get();
      value |= (part & 0x7fL) << shift;
      shift += 7;
    } while (part < 0);
    return value;
  }
}
