package dev.muster.scraper.write;

import dev.muster.archive.PushedSeries;
import dev.muster.metrics.Labels;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an {@code io.prometheus.write.v2.Request} of remote write 2.0, whose texts stand in a table
 * of symbols.
 *
 * @see <a href="https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/">the specification</a>
 */
final class WriteDecoder2 {
  private final WriteBounds bounds;
  private final WrittenRequest.Builder request;
  private final List<String> symbols;

  private WriteDecoder2(WriteBounds bounds, List<String> symbols) {
    this.bounds = bounds;
    this.request = new WrittenRequest.Builder(bounds);
    this.symbols = symbols;
  }

  /**
   * Reads a request.
   *
   * @throws BadWriteException if it is none, or beyond a bound
   */
  static WrittenRequest read(byte[] message, WriteBounds bounds) {
    var decoder = new WriteDecoder2(bounds, symbols(message, bounds));
    var in = new ProtoSource(message);
    while (in.next()) {
      if (in.field() == 5) {
        decoder.series(in.message());
      } else {
        in.skip();
      }
    }
    return decoder.request.build();
  }

  /** All of them first, as fields may stand in any order. */
  private static List<String> symbols(byte[] message, WriteBounds bounds) {
    var symbols = new ArrayList<String>();
    int longest = Math.max(bounds.labels().valueBytes(), bounds.labels().lineBytes());
    var in = new ProtoSource(message);
    while (in.next()) {
      if (in.field() != 4) {
        in.skip();
        continue;
      }
      if (symbols.size() == bounds.symbols()) {
        throw new BadWriteException(
            413, "more than " + bounds.symbols() + " symbols; send fewer series at a time");
      }
      symbols.add(in.text(longest, "a symbol"));
    }
    if (!symbols.isEmpty() && !symbols.getFirst().isEmpty()) {
      throw new BadWriteException("the first symbol is not empty; remote write 2.0 wants it so");
    }
    return symbols;
  }

  private void series(ProtoSource in) {
    request.one();
    var labels = new RefList();
    var samples = new SampleList();
    long type = 0;
    String help = "";
    String unit = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> labels.read(in);
        case 2 -> {
          request.sample();
          samples.read(in.message());
        }
        case 3 -> {
          request.histogram();
          in.skip();
        }
        case 5 -> {
          var metadata = in.message();
          while (metadata.next()) {
            switch (metadata.field()) {
              case 1 -> type = metadata.number();
              case 3 -> help = symbol(metadata.number());
              case 4 -> unit = symbol(metadata.number());
              default -> metadata.skip();
            }
          }
        }
        default -> in.skip();
      }
    }
    var series = labels.labels();
    request.describe(series.metricName(), type, help, unit);
    request.add(new PushedSeries(series, samples.times(), samples.values()));
  }

  private String symbol(long number) {
    if (number < 0 || number >= symbols.size()) {
      throw new BadWriteException(
          "symbol %s of %d; refer to symbols that are there"
              .formatted(Long.toUnsignedString(number), symbols.size()));
    }
    return symbols.get((int) number);
  }

  /** References to names and values, by turns; packed or one by one. */
  private final class RefList {
    private final LabelList labels = new LabelList(bounds.labels());
    private String name = "";
    private boolean isName = true;

    void read(ProtoSource in) {
      if (!in.isBytes()) {
        add(in.number());
        return;
      }
      var packed = in.message();
      while (packed.hasMore()) {
        add(packed.varint());
      }
    }

    private void add(long ref) {
      if (isName) {
        name = within(symbol(ref), bounds.labels().nameBytes(), "a label's name");
      } else {
        labels.add(name, within(symbol(ref), bounds.labels().valueBytes(), "a label's value"));
      }
      isName = !isName;
    }

    private static String within(String text, int most, String what) {
      if (text.length() > most) {
        throw new BadWriteException(
            "%s of more than %d bytes; make it shorter".formatted(what, most));
      }
      return text;
    }

    Labels labels() {
      if (!isName) {
        throw new BadWriteException(
            "label %s has no value; refer to names and values by turns".formatted(name));
      }
      return labels.labels();
    }
  }
}
