package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The law of columns, for head rows. {@code -Dmuster.columns.seed} draws other ones. */
class HeadRowCodecTest {
  private static final int ROUNDS = 300;
  private static final long SEED = Long.getLong("muster.columns.seed", 2026);

  @Test
  void anyScrapes_comeBackBitForBit() {
    for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
      var random = new SplittableRandom(seed);
      double[][] scrapes = draw(random);
      var reader = new HeadRowCodec(scrapes[0].length);
      var out = new ByteSink();
      var writer = new HeadRowCodec(scrapes[0].length);
      for (double[] scrape : scrapes) {
        if (random.nextInt(20) == 0) {
          writer.restart();
        }
        out.truncate(0);
        writer.encode(scrape, out);
        byte[] row = out.toBytes();
        var back = new double[scrape.length];
        assertThat(reader.decode(row, 0, row.length, back, 0)).isEqualTo(row.length);
        assertThat(Packed.doubles(back)).as("seed %d", seed).isEqualTo(Packed.doubles(scrape));
      }
    }
  }

  @Test
  void damage_isFoundOrGivesSomeValues() {
    for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
      var random = new SplittableRandom(seed);
      double[][] scrapes = draw(random);
      var reader = new HeadRowCodec(scrapes[0].length);
      var back = new double[scrapes[0].length];
      for (byte[] row : rows(scrapes)) {
        byte[] damaged = Damage.of(row, random);
        Damage.assertFoundOrHarmless(
            "seed " + seed, () -> reader.decode(damaged, 0, damaged.length, back, 0));
      }
    }
  }

  @Test
  void damagedRow_damagesThoseUpToTheNextKey() {
    var writer = new HeadRowCodec(2);
    var reader = new HeadRowCodec(2);
    var back = new double[2];
    byte[] key = row(writer, 1, 2);
    byte[] lost = row(writer, 2, 2);
    byte[] after = row(writer, 3, 2);
    writer.restart();
    byte[] nextKey = row(writer, 4, 2);
    byte[] last = row(writer, 4, 2.5);
    reader.decode(key, 0, key.length, back, 0);
    assertThatThrownBy(() -> reader.decode(lost, 0, lost.length - 1, back, 0))
        .isInstanceOf(DamagedBlobException.class);
    assertThatThrownBy(() -> reader.decode(after, 0, after.length, back, 0))
        .isInstanceOf(DamagedBlobException.class)
        .hasMessageContaining("changes of a row that is not there");
    reader.decode(nextKey, 0, nextKey.length, back, 0);
    reader.decode(last, 0, last.length, back, 0);
    assertThat(back).containsExactly(4, 2.5);
  }

  @Test
  void hostsScrapes_takeUnderOneByteASample() {
    List<double[]> host = HostMix.host(1, 240);
    var scrapes = new double[240][host.size()];
    for (int i = 0; i < scrapes.length; i++) {
      for (int series = 0; series < host.size(); series++) {
        scrapes[i][series] = host.get(series)[i];
      }
    }
    int bytes = rows(scrapes).stream().mapToInt(row -> row.length).sum();
    assertThat((double) bytes / (240 * host.size())).isLessThan(1);
  }

  private static byte[] row(HeadRowCodec writer, double... values) {
    var out = new ByteSink();
    writer.encode(values, out);
    return out.toBytes();
  }

  private static List<byte[]> rows(double[][] scrapes) {
    var writer = new HeadRowCodec(scrapes[0].length);
    var rows = new ArrayList<byte[]>();
    for (double[] scrape : scrapes) {
      rows.add(row(writer, scrape));
    }
    return rows;
  }

  /** Scrapes of up to 40 series, each of one kind of column. */
  private static double[][] draw(SplittableRandom random) {
    var scrapes = new double[random.nextInt(1, 60)][random.nextInt(40)];
    var column = new double[scrapes.length];
    var kinds = ColumnKind.values();
    for (int series = 0; series < scrapes[0].length; series++) {
      kinds[random.nextInt(kinds.length)].fill(column, random);
      for (int i = 0; i < scrapes.length; i++) {
        scrapes[i][series] = column[i];
      }
    }
    return scrapes;
  }
}
