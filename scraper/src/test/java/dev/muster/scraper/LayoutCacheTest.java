package dev.muster.scraper;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.ExpositionException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A target that compares pages comes to the same as one that reads each of them. */
final class LayoutCacheTest {
  private static final int PAGES = 20_000;
  private static final String[] VALUES = {
    "0",
    "1",
    "-1",
    "1.5",
    "1e9",
    "NaN",
    "+Inf",
    "-Inf",
    "nan",
    "-0",
    "0.1",
    "123456789.123456789",
    "1.7976931348623157e308",
    "4.9e-324",
    "18446744073709551616",
    "1_0",
    "0x1p3",
    "",
    "1 2",
    "+5."
  };
  private static final String[] SERIES = {
    "a",
    "b",
    "c{}",
    "d{x=\"1\"}",
    "d{x=\"2\"}",
    "e {x=\"}\"}",
    "f{x=\"\\\"\\\\\\n\"}",
    "g{x=\"1\",}",
    "{\"h\",x=\"1\"}",
    "up",
    "a",
    "d{x=\"1\"}",
    "i:j",
    "k{job=\"x\"}",
    "l{x=\"ä\"}"
  };
  private static final String[] ENDS = {
    "\n", "\n", "\n", "\n", "\n", " \n", "\r\n", " 1500\n", " # {id=\"1\"} 1\n", " x\n", "\n\n"
  };

  private final Random random = new Random(20);
  private long time;

  private static Target target() {
    return new Target(Fleets.http("pc", 10100), Fleets.SETTINGS, new Interner(), 0);
  }

  private List<String> page() {
    var lines = new ArrayList<String>();
    for (int i = random.nextInt(12); i >= 0; i--) {
      if (random.nextInt(5) == 0) {
        lines.add("# HELP a " + random.nextInt(3) + "\n");
      }
      lines.add(one(SERIES) + " " + VALUES[random.nextInt(14)] + ENDS[random.nextInt(6)]);
    }
    return lines;
  }

  private String one(String[] some) {
    return some[random.nextInt(some.length)];
  }

  private void change(List<String> lines) {
    int at = random.nextInt(lines.size());
    String line = lines.get(at);
    switch (line.isEmpty() ? 2 : random.nextInt(80)) {
      case 0 -> Collections.swap(lines, at, 0);
      case 1 -> lines.add(at, one(SERIES) + " 1\n");
      case 2 -> lines.set(at, "# TYPE a gauge\n");
      case 3 -> lines.set(at, line.stripTrailing() + one(ENDS));
      case 4 -> lines.set(at, line.stripTrailing());
      case 5 -> {
        char[] broken = line.toCharArray();
        broken[random.nextInt(broken.length)] = "\n {}\"#1e\\\t".charAt(random.nextInt(10));
        lines.set(at, new String(broken));
      }
      case 6 -> lines.set(at, line.substring(0, random.nextInt(line.length() + 1)));
      case 7 -> lines.add("# EOF\n");
      default -> {
        int value = line.stripTrailing().lastIndexOf(' ') + 1;
        if (value > 0 && !line.startsWith("#")) {
          String number =
              random.nextBoolean() ? String.valueOf(random.nextGaussian()) : one(VALUES);
          lines.set(at, line.substring(0, value) + number + "\n");
        }
      }
    }
  }

  @Test
  void pages_comparedOrRead_comeToTheSame() {
    int compared = 0;
    int same = 0;
    for (int round = 0; round < PAGES / 20; round++) {
      var lines = page();
      var comparing = target();
      var reading = target();
      for (int i = 0; i < 20 && !lines.isEmpty(); i++) {
        time += 1000;
        byte[] page = String.join("", lines).getBytes(random.nextInt(50) == 0 ? ISO_8859_1 : UTF_8);
        boolean openMetrics = round % 5 == 0;
        var before = comparing.layouts.layout();
        String wanted = outcome(reading, page, openMetrics, true);
        assertThat(outcome(comparing, page, openMetrics, false)).isEqualTo(wanted);
        if (before != null && before == comparing.layouts.layout()) {
          compared++;
        }
        same += wanted.startsWith("failed") ? 0 : 1;
        change(lines);
      }
    }
    assertThat(compared).isGreaterThan(PAGES / 10);
    assertThat(same).isGreaterThan(PAGES / 3);
  }

  /** All that came of a page, or why nothing did. */
  private String outcome(Target target, byte[] page, boolean openMetrics, boolean anew) {
    if (anew) {
      target.layouts.forget();
    }
    byte[] buffer = new byte[page.length + random.nextInt(40)];
    System.arraycopy(page, 0, buffer, 0, page.length);
    try {
      var scraped = target.scraped(buffer, page.length, openMetrics, time, () -> 0.5);
      var text = new StringBuilder();
      var batch = scraped.batch();
      for (int i = 0; i < batch.series().size(); i++) {
        text.append(batch.series().series().get(i)).append(' ');
        text.append(Long.toHexString(Double.doubleToRawLongBits(batch.value(i)))).append(' ');
        text.append(batch.timeMillis(i)).append('\n');
      }
      text.append(batch.hasOwnTimes()).append(scraped.samples()).append(' ');
      text.append(scraped.duplicates()).append(scraped.duplicate()).append(scraped.withheld());
      return text.toString();
    } catch (ExpositionException | ScrapeException e) {
      return "failed: " + e.getMessage();
    }
  }

  @Test
  void page_withOtherValues_keepsItsSet_whateverTheirLength() {
    var target = target();
    byte[] first = "a 1\nb{x=\"1\"} 2\nc 3".getBytes(UTF_8);
    var set = target.scraped(first, first.length, false, 1000, () -> 1).batch().series();
    var layout = target.layouts.layout();
    for (String values : List.of("10 2 3", "10 20000 3.25", "1 NaN 0", "1 NaN 1e300")) {
      String[] value = values.split(" ", -1);
      byte[] page =
          "a %s\nb{x=\"1\"} %s\nc %s".formatted(value[0], value[1], value[2]).getBytes(UTF_8);
      var batch = target.scraped(page, page.length, false, 2000, () -> 1).batch();
      assertThat(batch.series()).isSameAs(set);
      assertThat(target.layouts.layout()).isSameAs(layout).isNotNull();
      assertThat(batch.values())
          .startsWith(
              Double.parseDouble(value[0]),
              Double.parseDouble(value[1]),
              Double.parseDouble(value[2]));
    }
  }

  @Test
  void pages_thatAlwaysDiffer_areRarelyRemembered() {
    var target = target();
    int remembered = 0;
    for (int i = 0; i < 320; i++) {
      byte[] page = ("# HELP a " + i + "\na 1\n").getBytes(UTF_8);
      target.scraped(page, page.length, false, 1000L * i, () -> 1);
      remembered += target.layouts.layout() == null ? 0 : 1;
    }
    assertThat(remembered).isBetween(10, 30);
  }
}
