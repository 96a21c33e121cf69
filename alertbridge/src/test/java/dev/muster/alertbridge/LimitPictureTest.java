package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LimitPictureTest {
  private static final long HOUR = 3_600_000;

  private static LimitPicture picture(
      LimitType.Unit unit, double limit, @Nullable Long firedAt, double... values) {
    var points = new ArrayList<LastHour.Point>();
    for (int i = 0; i < values.length; i++) {
      points.add(new LastHour.Point(3 * HOUR * i / (values.length - 1), values[i]));
    }
    return new LimitPicture(
        unit, limit, Limit.Direction.ABOVE, points, 0, 3 * HOUR, firedAt, null, ZoneOffset.UTC);
  }

  private static BufferedImage decoded(LimitPicture picture) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(picture.png().bytes()));
  }

  private static int rgb(BufferedImage image, double x, double y) {
    return image.getRGB((int) Math.round(x), (int) Math.round(y)) & 0xffffff;
  }

  @Test
  void limitLine_isWhereTheLimitIs() throws IOException {
    var picture = picture(LimitType.Unit.PERCENT, 50, null, 10, 10, 10, 10);
    var image = decoded(picture);
    assertThat(image.getWidth()).isEqualTo(960);
    assertThat(image.getHeight()).isEqualTo(320);
    assertThat(picture.limitY()).isEqualTo((264 + 40) / 2.0);
    for (int x = LimitPicture.LEFT + 3; x < LimitPicture.RIGHT; x += 16) {
      assertThat(rgb(image, x, picture.limitY())).as("at %s", x).isEqualTo(LimitPicture.BAD);
      assertThat(rgb(image, x, picture.limitY() + 5)).isNotEqualTo(LimitPicture.BAD);
    }
    var higher = picture(LimitType.Unit.PERCENT, 90, null, 10, 10, 10, 10);
    assertThat(higher.limitY()).isLessThan(picture.limitY());
    assertThat(rgb(decoded(higher), LimitPicture.LEFT + 3, higher.limitY()))
        .isEqualTo(LimitPicture.BAD);
  }

  @Test
  void momentItFired_isMarked() throws IOException {
    var picture = picture(LimitType.Unit.PERCENT, 50, 2 * HOUR, 10, 10, 10, 10);
    assertThat(rgb(decoded(picture), picture.x(2 * HOUR), 35)).isEqualTo(LimitPicture.BAD);
    var without = picture(LimitType.Unit.PERCENT, 50, null, 10, 10, 10, 10);
    assertThat(rgb(decoded(without), picture.x(2 * HOUR), 35)).isNotEqualTo(LimitPicture.BAD);
  }

  @Test
  void value_isRedOnTheBadSideAlone() throws IOException {
    var image = decoded(picture(LimitType.Unit.PERCENT, 50, null, 25, 25, 75, 75));
    var picture = picture(LimitType.Unit.PERCENT, 50, null, 25, 25, 75, 75);
    assertThat(rgb(image, picture.x(HOUR / 2), 208)).isEqualTo(0x2563eb);
    assertThat(rgb(image, picture.x(5 * HOUR / 2), 96)).isEqualTo(LimitPicture.BAD);
  }

  @Test
  void missingValues_breakTheLine() throws IOException {
    var points = new ArrayList<LastHour.Point>();
    for (int i = 0; i <= 36; i++) {
      if (i < 12 || i > 24) {
        points.add(new LastHour.Point(i * HOUR / 12, 25));
      }
    }
    var picture =
        new LimitPicture(
            LimitType.Unit.PERCENT,
            50,
            Limit.Direction.ABOVE,
            points,
            0,
            3 * HOUR,
            null,
            null,
            ZoneOffset.UTC);
    var image = decoded(picture);
    assertThat(rgb(image, picture.x(HOUR / 2), 208)).isEqualTo(0x2563eb);
    assertThat(rgb(image, picture.x(3 * HOUR / 2), 208)).isNotEqualTo(0x2563eb);
  }

  @Test
  void anyValues_giveAPictureThatIsSmall() throws IOException {
    var random = new Random(1);
    for (var unit :
        List.of(LimitType.Unit.PERCENT, LimitType.Unit.NUMBER, LimitType.Unit.SECONDS)) {
      for (double scale : new double[] {0, 1e-9, 1, 150, 4e6, 1e15}) {
        var values = new double[73];
        for (int i = 0; i < values.length; i++) {
          values[i] = random.nextDouble() * scale;
        }
        var picture = picture(unit, scale / 2, HOUR, values);
        assertThat(picture.png().bytes().length).isLessThan(15_000);
        assertThat(decoded(picture).getWidth()).isEqualTo(960);
      }
    }
  }

  @Test
  void moreColoursThanFit_areMadeAlike() throws IOException {
    var pixels = new int[64 * 64];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i * 4099;
    }
    var image = ImageIO.read(new ByteArrayInputStream(PngFile.of(64, 64, pixels)));
    assertThat(image.getRGB(0, 0) & 0xffffff).isZero();
    assertThat(image.getRGB(63, 63) & 0x808080).isEqualTo(pixels[64 * 64 - 1] & 0x808080);
  }
}
