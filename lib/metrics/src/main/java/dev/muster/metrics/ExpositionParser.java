package dev.muster.metrics;

import org.jspecify.annotations.Nullable;

/**
 * Reads a whole page of the text format 0.0.4 into objects. Where speed counts, use the {@link
 * ExpositionReader} underneath, which makes none.
 */
public final class ExpositionParser {
  private ExpositionParser() {}

  /**
   * Reads a page within the usual {@link ExpositionLimits#DEFAULT bounds}.
   *
   * @throws ExpositionException at the first fault; the sink keeps what it was told before
   */
  public static void parse(byte[] page, ExpositionSink sink) {
    parse(new ExpositionReader(page, 0, page.length, ExpositionLimits.DEFAULT), sink);
  }

  /**
   * Reads the rest of a page.
   *
   * @throws ExpositionException at the first fault; the sink keeps what it was told before
   */
  public static void parse(ExpositionReader reader, ExpositionSink sink) {
    while (true) {
      switch (reader.next()) {
        case HELP -> sink.help(reader.family(), reader.helpText());
        case TYPE -> sink.type(reader.family(), reader.type());
        case UNIT -> {
          // The family's name says it too.
        }
        case SAMPLE -> sample(reader, sink);
        case END -> {
          return;
        }
      }
    }
  }

  private static void sample(ExpositionReader reader, ExpositionSink sink) {
    var labels = reader.labels();
    double value = reader.value();
    @Nullable Long time = reader.hasTimestamp() ? (Long) reader.timestampMillis() : null;
    sink.sample(labels, value, time);
  }
}
