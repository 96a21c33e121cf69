package dev.muster.scraper.write;

import dev.muster.archive.PushedSeries;

/**
 * Reads a {@code prometheus.WriteRequest} of remote write 1.0.
 *
 * @see <a href="https://prometheus.io/docs/specs/prw/remote_write_spec/">the specification</a>
 */
final class WriteDecoder1 {
  private final WriteBounds bounds;
  private final WrittenRequest.Builder request;

  private WriteDecoder1(WriteBounds bounds) {
    this.bounds = bounds;
    this.request = new WrittenRequest.Builder(bounds);
  }

  /**
   * Reads a request.
   *
   * @throws BadWriteException if it is none, or beyond a bound
   */
  static WrittenRequest read(byte[] message, WriteBounds bounds) {
    var decoder = new WriteDecoder1(bounds);
    var in = new ProtoSource(message);
    while (in.next()) {
      switch (in.field()) {
        case 1 -> decoder.series(in.message());
        case 3 -> decoder.metadata(in.message());
        default -> in.skip();
      }
    }
    return decoder.request.build();
  }

  private void series(ProtoSource in) {
    request.one();
    var labels = new LabelList(bounds.labels());
    var samples = new SampleList();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> label(in.message(), labels);
        case 2 -> {
          request.sample();
          samples.read(in.message());
        }
        case 4 -> {
          request.histogram();
          in.skip();
        }
        default -> in.skip();
      }
    }
    request.add(new PushedSeries(labels.labels(), samples.times(), samples.values()));
  }

  private void label(ProtoSource in, LabelList labels) {
    String name = "";
    String value = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> name = in.text(bounds.labels().nameBytes(), "a label's name");
        case 2 -> value = in.text(bounds.labels().valueBytes(), "a label's value");
        default -> in.skip();
      }
    }
    labels.add(name, value);
  }

  private void metadata(ProtoSource in) {
    request.one();
    long type = 0;
    String family = "";
    String help = "";
    String unit = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> type = in.number();
        case 2 -> family = in.text(bounds.labels().nameBytes(), "a family's name");
        case 4 -> help = in.text(bounds.labels().lineBytes(), "a help text");
        case 5 -> unit = in.text(bounds.labels().nameBytes(), "a unit");
        default -> in.skip();
      }
    }
    request.describe(family, type, help, unit);
  }
}
