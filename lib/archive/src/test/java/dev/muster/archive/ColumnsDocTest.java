package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of the page are what the code writes and reads. */
class ColumnsDocTest {
  private static final Path PAGE = Path.of("../../docs/formats/columns.md");
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "(?m)^\\| (values|times|presence) \\| ([^|]+?) \\| `([0-9a-f ]*)` \\| [^|]+ \\|$");
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  record Example(String codec, String numbers, String bytes) {
    static Example of(MatchResult row) {
      return new Example(row.group(1), row.group(2), row.group(3));
    }

    Stream<String> each() {
      return Arrays.stream(numbers.split("[ ,]+"));
    }
  }

  static List<Example> examples() throws IOException {
    return EXAMPLE.matcher(Files.readString(PAGE)).results().map(Example::of).toList();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void example_isWhatTheCodeWritesAndReads(Example example) {
    byte[] blob = HEX.parseHex(example.bytes());
    var out = new ByteSink();
    switch (example.codec()) {
      case "values" -> {
        double[] values = example.each().mapToDouble(ColumnsDocTest::value).toArray();
        ColumnCodec.encode(values, 0, values.length, out);
        var back = new double[values.length];
        assertThat(ColumnCodec.decode(blob, 0, blob.length, back, 0, back.length))
            .isEqualTo(blob.length);
        assertThat(Packed.doubles(back)).isEqualTo(Packed.doubles(values));
      }
      case "times" -> {
        long[] times = example.each().mapToLong(Long::parseLong).toArray();
        TimesCodec.encode(times, 0, times.length, out);
        var back = new long[times.length];
        assertThat(TimesCodec.decode(blob, 0, blob.length, back, 0, back.length))
            .isEqualTo(blob.length);
        assertThat(back).isEqualTo(times);
      }
      default -> {
        List<String> marks = example.each().toList();
        var present = new BitSet();
        for (int i = 0; i < marks.size(); i++) {
          present.set(i, marks.get(i).equals("1"));
        }
        PresenceCodec.encode(present, marks.size(), out);
        assertThat(PresenceCodec.decode(blob, 0, blob.length, marks.size())).isEqualTo(present);
      }
    }
    assertThat(HEX.formatHex(out.toBytes())).isEqualTo(example.bytes());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyKind_hasAnExample(int kind) throws IOException {
    assertThat(examples())
        .filteredOn(example -> !example.codec().equals("presence") && !example.bytes().isEmpty())
        .extracting(example -> IntegerColumn.kind(HEX.parseHex(example.bytes())[0]))
        .contains(kind);
  }

  static List<Integer> kinds() {
    return List.of(0, 1, 2, 3, 4, 5, 7);
  }

  private static double value(String text) {
    return switch (text) {
      case "stale" -> ColumnKind.STALE;
      case "−0" -> -0.0;
      default -> Double.parseDouble(text);
    };
  }
}
