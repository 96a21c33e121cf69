package dev.muster.scraper;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.SampleBatch;
import dev.muster.fleet.PageLimits;
import dev.muster.fleet.PageRules;
import dev.muster.metrics.ExpositionException;
import dev.muster.metrics.StaleMarker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
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

  private static final PageRules[] RULES = {
    PageRules.DEFAULT,
    PageRules.DEFAULT,
    rules(false, true, "[a-f]", ""),
    rules(true, false, "", "d|k"),
    rules(true, true, "[a-k:]+|up", "b|i.*"),
  };

  private static PageRules rules(boolean labels, boolean times, String keep, String drop) {
    return new PageRules(new PageLimits(0, 9, 4, 0, 0, 0), labels, times, keep, drop);
  }

  private static Target target() {
    return target(PageRules.DEFAULT);
  }

  private static Target target(PageRules rules) {
    return new Target(
        Fleets.keeping(Fleets.http("pc", 10100), rules),
        Fleets.SETTINGS,
        new Interner(),
        new Descriptions(),
        0);
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
      var rules = RULES[round % RULES.length];
      var comparing = target(rules);
      var reading = target(rules);
      for (int i = 0; i < 20 && !lines.isEmpty(); i++) {
        time += 1000;
        byte[] page = String.join("", lines).getBytes(random.nextInt(50) == 0 ? ISO_8859_1 : UTF_8);
        boolean openMetrics = round % 7 == 0;
        var before = comparing.layouts.layout();
        reading.layouts.forget();
        var wanted = outcome(reading, page, openMetrics);
        assertThat(outcome(comparing, page, openMetrics)).isEqualTo(wanted);
        if (wanted.good() && !wanted.timed()) {
          assertThat(wanted.live()).isEqualTo(outcome(target(rules), page, openMetrics).live());
        }
        if (before != null && before == comparing.layouts.layout()) {
          compared++;
        }
        same += wanted.good() ? 1 : 0;
        change(lines);
      }
    }
    assertThat(compared).isGreaterThan(PAGES / 10);
    assertThat(same).isGreaterThan(PAGES / 3);
  }

  /**
   * All that came of a page.
   *
   * @param samples with their times and the bits of their values
   * @param live those that are no stale markers and not about the scrape
   * @param told what else is known of the page, or why it is none
   */
  private record Outcome(
      boolean good, boolean timed, List<String> samples, Set<String> live, String told) {}

  private Outcome outcome(Target target, byte[] page, boolean openMetrics) {
    byte[] buffer = new byte[page.length + random.nextInt(40)];
    System.arraycopy(page, 0, buffer, 0, page.length);
    try {
      var scraped = target.scraped(buffer, page.length, openMetrics, time, () -> 0.5);
      String told =
          scraped.samples()
              + " "
              + scraped.duplicates()
              + scraped.duplicate()
              + scraped.withheld()
              + target.isOurs();
      boolean timed = scraped.batch().hasOwnTimes() || scraped.withheld() > 0;
      return outcome(true, timed, scraped.batch(), told);
    } catch (ExpositionException | ScrapeException e) {
      return outcome(false, false, target.failed(time, 0.5, false), String.valueOf(e.getMessage()));
    }
  }

  private static Outcome outcome(boolean good, boolean timed, SampleBatch batch, String told) {
    var samples = new ArrayList<String>();
    var live = new TreeSet<String>();
    int reports = batch.series().size() - ReportSeries.names(false).size();
    for (int i = 0; i < batch.series().size(); i++) {
      double value = batch.value(i);
      String text =
          batch.series().series().get(i)
              + " "
              + Long.toHexString(Double.doubleToRawLongBits(value));
      samples.add(text + " " + batch.timeMillis(i));
      if (i < reports && !StaleMarker.is(value)) {
        live.add(text);
      }
    }
    return new Outcome(good, timed, samples, live, told);
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
