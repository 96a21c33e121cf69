package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The law of columns, for presence. {@code -Dmuster.columns.seed} draws other ones. */
class PresenceCodecTest {
  private static final int ROUNDS = 20_000;
  private static final long SEED = Long.getLong("muster.columns.seed", 2026);

  @Test
  void anyPresence_comesBack() {
    for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
      var random = new SplittableRandom(seed);
      int count = random.nextInt(300);
      BitSet present = draw(random, count);
      byte[] blob = encode(present, count);
      assertThat(PresenceCodec.decode(blob, 0, blob.length, count))
          .as("seed %d", seed)
          .isEqualTo(present);
      assertThat(blob).as("seed %d", seed).hasSizeLessThanOrEqualTo(1 + (count + 7) / 8);
    }
  }

  @Test
  void damage_isFoundOrGivesSomePresence() {
    for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
      var random = new SplittableRandom(seed);
      int count = random.nextInt(300);
      byte[] blob = Damage.of(encode(draw(random, count), count), random);
      Damage.assertFoundOrHarmless(
          "seed " + seed,
          () ->
              assertThat(PresenceCodec.decode(blob, 0, blob.length, count).length())
                  .isLessThanOrEqualTo(count));
    }
  }

  @Test
  void allPresent_isFree() {
    var present = new BitSet();
    present.set(0, 240);
    assertThat(encode(present, 240)).isEmpty();
  }

  @Test
  void oneGap_takesFewBytes() {
    var present = new BitSet();
    present.set(0, 240);
    present.clear(100, 130);
    assertThat(encode(present, 240)).hasSizeLessThanOrEqualTo(4);
  }

  private static BitSet draw(SplittableRandom random, int count) {
    var present = new BitSet();
    int run = random.nextInt(1, 200);
    boolean with = random.nextBoolean();
    for (int i = 0; i < count; i++) {
      with ^= random.nextInt(run) == 0;
      present.set(i, with);
    }
    return present;
  }

  private static byte[] encode(BitSet present, int count) {
    var out = new ByteSink();
    PresenceCodec.encode(present, count, out);
    return out.toBytes();
  }
}
