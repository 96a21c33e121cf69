package dev.muster.scraper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

final class GunzipTest {
  private final Gunzip.Pool pool = new Gunzip.Pool();

  private byte[] unpacked(byte[] packed) throws IOException {
    try (var in = pool.open(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  private static byte[] joined(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  @Test
  void bodies_ofAnySize_oneAfterTheOther() throws IOException {
    var random = new Random(1);
    for (int length : new int[] {0, 1, 100, 8191, 8192, 100_000, 3}) {
      byte[] plain = new byte[length];
      random.nextBytes(plain);
      assertThat(unpacked(TestServer.gzip(plain))).isEqualTo(plain);
    }
  }

  @Test
  void memory_isUsedAgain() throws IOException {
    var first = pool.open(new ByteArrayInputStream(TestServer.gzip(new byte[10])));
    first.close();
    first.close();
    var second = pool.open(new ByteArrayInputStream(TestServer.gzip(new byte[20])));
    assertThat(second).isSameAs(first);
    assertThat(pool.open(new ByteArrayInputStream(TestServer.gzip(new byte[30]))))
        .isNotSameAs(first);
    assertThat(second.readAllBytes()).hasSize(20);
  }

  @Test
  void members_several_andWhatIsNone() throws IOException {
    byte[] one = TestServer.gzip("one".getBytes(UTF_8));
    byte[] two = TestServer.gzip("two".getBytes(UTF_8));
    assertThat(unpacked(joined(one, two))).isEqualTo("onetwo".getBytes(UTF_8));
    assertThat(unpacked(joined(one, new byte[9000]))).isEqualTo("one".getBytes(UTF_8));
  }

  @Test
  void members_cutAnywhere_areOne() throws IOException {
    byte[] one = TestServer.gzip("one".getBytes(UTF_8));
    byte[] both = joined(one, TestServer.gzip("two".getBytes(UTF_8)));
    for (int i = 1; i < both.length; i++) {
      var parts =
          new SequenceInputStream(
              new ByteArrayInputStream(both, 0, i),
              new ByteArrayInputStream(both, i, both.length - i));
      assertThat(pool.open(parts).readAllBytes())
          .as("cut at %d", i)
          .isEqualTo("onetwo".getBytes(UTF_8));
    }
  }

  @Test
  void header_withAllItsFields() throws IOException {
    byte[] packed = TestServer.gzip("text".getBytes(UTF_8));
    byte[] header = Arrays.copyOf(packed, 10);
    header[3] = 2 | 4 | 8 | 16;
    byte[] fields = {3, 0, 1, 2, 3, 'n', 0, 'c', 0};
    var crc = new CRC32();
    crc.update(header);
    crc.update(fields);
    byte[] sum = {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)};
    byte[] rest = Arrays.copyOfRange(packed, 10, packed.length);
    assertThat(unpacked(joined(header, fields, sum, rest))).isEqualTo("text".getBytes(UTF_8));
    sum[0]++;
    assertThatThrownBy(() -> unpacked(joined(header, fields, sum, rest)))
        .isInstanceOf(ZipException.class);
  }

  @Test
  void damage_isSeen() throws IOException {
    byte[] packed = TestServer.gzip("some text to be packed".getBytes(UTF_8));
    for (int length = 0; length < packed.length; length++) {
      byte[] cut = Arrays.copyOf(packed, length);
      assertThatThrownBy(() -> unpacked(cut)).isInstanceOf(EOFException.class);
    }
    for (int i : new int[] {0, 2, packed.length - 8, packed.length - 1}) {
      byte[] damaged = packed.clone();
      damaged[i] ^= 0x55;
      assertThatThrownBy(() -> unpacked(damaged)).isInstanceOf(ZipException.class);
    }
    assertThat(unpacked(packed)).isEqualTo("some text to be packed".getBytes(UTF_8));
  }
}
