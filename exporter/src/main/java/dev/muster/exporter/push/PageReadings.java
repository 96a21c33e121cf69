package dev.muster.exporter.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.metrics.ExpositionLimits;
import dev.muster.metrics.ExpositionReader;
import dev.muster.metrics.ExpositionReader.Entry;
import dev.muster.metrics.Labels;
import dev.muster.metrics.StaleMarker;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a reading of each page. A series is known again by its bytes on the page, so that its
 * labels are read once. One that is missing for the first time gets the stale marker. {@code up} is
 * added, as a scrape would; labels that are to be on every series win over the page's own, which go
 * on as {@code exported_NAME}.
 */
final class PageReadings {
  private static final byte[] UP = "up".getBytes(UTF_8);
  private static final byte[] NOTHING = {};

  /** A new table is begun when so many series are gone, and more than are there. */
  private static final int MANY_GONE = 500;

  private final Map<String, String> everywhere;
  private final PushCounts counts;
  private SeriesTable table = new SeriesTable();
  private Map<ByteBuffer, Integer> numbers = new HashMap<>();
  private List<byte[]> names = new ArrayList<>();
  private long[] last = new long[0];

  /** The series of the last page in its order, and where in it each stands. */
  private int[] order = new int[0];

  private int[] place = new int[0];

  PageReadings(Map<String, String> everywhere, PushCounts counts) {
    this.everywhere = everywhere;
    this.counts = counts;
  }

  /**
   * The page's reading.
   *
   * @throws dev.muster.metrics.ExpositionException if it is no page
   */
  Reading read(byte[] page, long timeMillis) {
    long[] bits = new long[Math.max(table.size(), 64)];
    Arrays.fill(bits, Reading.ABSENT);
    int[] met = new int[Math.max(order.length + 16, 64)];
    int count = 0;
    int expected = 0;
    var reader =
        new ExpositionReader(page, 0, page.length, ExpositionLimits.DEFAULT).skipComments();
    while (reader.next(name(expected)) == Entry.SAMPLE) {
      int series = reader.isExpected() ? order[expected] : known(page, reader);
      if (series < 0) {
        series = add(page, reader);
      }
      double value = reader.value();
      if (series >= 0) {
        bits = set(bits, series, value);
        met = count == met.length ? Arrays.copyOf(met, count * 2) : met;
        met[count++] = series;
        expected = series < place.length ? place[series] + 1 : expected;
      }
    }
    bits = set(bits, up(), 1);
    remember(Arrays.copyOf(met, count));
    return finish(bits, timeMillis);
  }

  private byte[] name(int expected) {
    return expected < order.length ? names.get(order[expected]) : NOTHING;
  }

  private int known(byte[] page, ExpositionReader reader) {
    int start = reader.seriesStart();
    Integer number = numbers.get(ByteBuffer.wrap(page, start, reader.seriesEnd() - start));
    return number == null ? -1 : number;
  }

  private int add(byte[] page, ExpositionReader reader) {
    Labels labels = reader.labels();
    if (table.size() >= SeriesTable.MAX) {
      counts.dropped(PushCounts.Reason.TOO_MANY, 1);
      return -1;
    }
    return add(Arrays.copyOfRange(page, reader.seriesStart(), reader.seriesEnd()), labels);
  }

  private int add(byte[] name, Labels labels) {
    int number = table.add(WriteRequest.labels(withEverywhere(labels)));
    names.add(name);
    numbers.put(ByteBuffer.wrap(name), number);
    return number;
  }

  private int up() {
    Integer number = numbers.get(ByteBuffer.wrap(UP));
    return number == null ? add(UP, Labels.of(Labels.NAME, "up")) : number;
  }

  private Labels withEverywhere(Labels labels) {
    Labels.Builder all = labels.toBuilder();
    everywhere.forEach((name, value) -> {
      if (!labels.get(name).isEmpty()) {
        all.set("exported_" + name, labels.get(name));
      }
      all.set(name, value);
    });
    return all.build();
  }

  private static long[] set(long[] bits, int series, double value) {
    long[] all = bits;
    if (series >= bits.length) {
      all = Arrays.copyOf(bits, Math.max(series + 1, bits.length * 2));
      Arrays.fill(all, bits.length, all.length, Reading.ABSENT);
    }
    all[series] = Double.doubleToLongBits(value);
    return all;
  }

  private void remember(int[] met) {
    order = met;
    place = new int[table.size()];
    for (int i = 0; i < met.length; i++) {
      place[met[i]] = i;
    }
  }

  private Reading finish(long[] bits, long timeMillis) {
    long[] whole = Arrays.copyOf(bits, table.size());
    for (int i = bits.length; i < whole.length; i++) {
      whole[i] = Reading.ABSENT;
    }
    for (int i = 0; i < last.length; i++) {
      boolean wasThere = last[i] != Reading.ABSENT && last[i] != StaleMarker.BITS;
      if (wasThere && whole[i] == Reading.ABSENT) {
        whole[i] = StaleMarker.BITS;
      }
    }
    last = whole;
    var reading = Reading.of(0, timeMillis, table, whole);
    if (table.size() - order.length > Math.max(MANY_GONE, order.length)) {
      forgetTheGone();
    }
    return reading;
  }

  /** A new table of the series that are there. */
  private void forgetTheGone() {
    var old = table;
    var oldNames = names;
    long[] oldBits = last;
    table = new SeriesTable();
    names = new ArrayList<>();
    numbers = new HashMap<>();
    int[] renumbered = new int[oldBits.length];
    last = new long[oldBits.length];
    int kept = 0;
    for (int i = 0; i < oldBits.length; i++) {
      if (oldBits[i] != Reading.ABSENT && oldBits[i] != StaleMarker.BITS) {
        renumbered[i] = table.add(old.labels(i));
        names.add(oldNames.get(i));
        numbers.put(ByteBuffer.wrap(oldNames.get(i)), renumbered[i]);
        last[kept++] = oldBits[i];
      }
    }
    last = Arrays.copyOf(last, kept);
    remember(Arrays.stream(order).map(series -> renumbered[series]).toArray());
  }
}
