package dev.muster.scraper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.archive.SampleBatch;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.metrics.ExpositionException;
import dev.muster.metrics.SampleValue;
import dev.muster.metrics.StaleMarker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class TargetTest {
  private static final String OWN = "client=\"pc\", instance=\"127.0.0.1:10100\", job=\"node\"";

  private final Target target =
      new Target(Fleets.http("pc", 10100), Fleets.SETTINGS, new Interner(), new Descriptions(), 0);
  private long time = 1000;

  private Target.Scraped scrape(String page) {
    byte[] bytes = page.getBytes(UTF_8);
    time += 1000;
    return target.scraped(bytes, bytes.length, false, time, () -> 0.5);
  }

  private SampleBatch fail() {
    time += 1000;
    return target.failed(time, 0.25, false);
  }

  /** Each sample as a line, without the target's labels. */
  private static List<String> lines(SampleBatch batch) {
    var lines = new ArrayList<String>();
    for (int i = 0; i < batch.series().size(); i++) {
      String series = batch.series().series().get(i).toString();
      double value = batch.value(i);
      String text = StaleMarker.is(value) ? "stale" : SampleValue.format(value);
      String own = batch.timeMillis(i) == batch.timeMillis() ? "" : " @" + batch.timeMillis(i);
      lines.add(series.replace(OWN, "…") + " " + text + own);
    }
    return lines;
  }

  private static List<String> withReports(
      int up, double seconds, int samples, int added, String... lines) {
    var all = new ArrayList<>(List.of(lines));
    all.add("up{…} " + up);
    all.add("scrape_duration_seconds{…} " + seconds);
    all.add("scrape_samples_scraped{…} " + samples);
    all.add("scrape_samples_post_metric_relabeling{…} " + samples);
    all.add("scrape_series_added{…} " + added);
    return all;
  }

  @Test
  void page_becomesSamples() {
    var batch = scrape("# HELP a x\na 1\nb{x=\"1\"} NaN\n").batch();
    assertThat(batch.client()).isEqualTo("pc");
    assertThat(batch.timeMillis()).isEqualTo(2000);
    assertThat(batch.hasOwnTimes()).isFalse();
    assertThat(lines(batch))
        .containsExactlyElementsOf(withReports(1, 0.5, 2, 2, "a{…} 1", "b{…, x=\"1\"} NaN"));
  }

  @Test
  void page_ofTheSameSeries_keepsItsSet() {
    var first = scrape("a 1\nb 2\nc{x=\"y\"} 3\n").batch();
    var second = scrape("a 4\nb 5\nc{x=\"y\"} 6\n").batch();
    assertThat(second.series()).isSameAs(first.series());
    assertThat(lines(second))
        .containsExactlyElementsOf(
            withReports(1, 0.5, 3, 0, "a{…} 4", "b{…} 5", "c{…, x=\"y\"} 6"));
  }

  @Test
  void page_inAnotherOrder_keepsItsSet() {
    var first = scrape("a 1\nb 2\nc 3\nd 4\n").batch();
    var second = scrape("c 7\nd 8\na 5\nb 6\n").batch();
    assertThat(second.series()).isSameAs(first.series());
    assertThat(lines(second)).startsWith("a{…} 5", "b{…} 6", "c{…} 7", "d{…} 8");
    var third = scrape("c 7\nd 8\na 5\nb 9\n").batch();
    assertThat(third.series()).isSameAs(first.series());
    assertThat(lines(third)).startsWith("a{…} 5", "b{…} 9", "c{…} 7", "d{…} 8");
  }

  @Test
  void series_gone_isMarkedStaleOnce() {
    scrape("a 1\nb 2\nc 3\n");
    var without = scrape("a 1\nc 4\n").batch();
    assertThat(lines(without))
        .containsExactlyElementsOf(withReports(1, 0.5, 2, 0, "a{…} 1", "c{…} 4", "b{…} stale"));
    var after = scrape("a 1\nc 5\n").batch();
    assertThat(lines(after))
        .containsExactlyElementsOf(withReports(1, 0.5, 2, 0, "a{…} 1", "c{…} 5"));
    var later = scrape("a 1\nc 6\n").batch();
    assertThat(later.series()).isSameAs(after.series());
  }

  @Test
  void series_new_isCountedAndTaken() {
    scrape("a 1\n");
    var more = scrape("z 9\na 1\nb 2\n").batch();
    assertThat(lines(more))
        .containsExactlyElementsOf(withReports(1, 0.5, 3, 2, "z{…} 9", "a{…} 1", "b{…} 2"));
    assertThat(scrape("z 9\na 1\nb 2\n").batch().series()).isSameAs(more.series());
  }

  @Test
  void scrape_failed_marksAllStaleOnce() {
    scrape("a 1\nb 2\n");
    assertThat(lines(fail()))
        .containsExactlyElementsOf(withReports(0, 0.25, 0, 0, "a{…} stale", "b{…} stale"));
    var second = fail();
    assertThat(lines(second)).containsExactlyElementsOf(withReports(0, 0.25, 0, 0));
    assertThat(fail().series()).isSameAs(second.series());
    assertThat(lines(scrape("a 3\n").batch()))
        .containsExactlyElementsOf(withReports(1, 0.5, 1, 0, "a{…} 3"));
  }

  @Test
  void page_brokenInItsMiddle_changesNothing() {
    var first = scrape("a 1\nb 2\n").batch();
    assertThatThrownBy(() -> scrape("new 1\nb 2\noops\n"))
        .isInstanceOf(ExpositionException.class)
        .hasMessage("line 3: expected a value, found the end of the line");
    assertThat(scrape("a 1\nb 2\n").batch().series()).isSameAs(first.series());
  }

  @Test
  void target_gone_marksAllStaleAlsoUp() {
    scrape("a 1\n");
    var gone = Objects.requireNonNull(target.gone(time));
    assertThat(lines(gone))
        .containsExactly(
            "a{…} stale",
            "up{…} stale",
            "scrape_duration_seconds{…} stale",
            "scrape_samples_scraped{…} stale",
            "scrape_samples_post_metric_relabeling{…} stale",
            "scrape_series_added{…} stale");
    assertThat(gone.timeMillis()).isEqualTo(2001);
    assertThat(target.gone(time)).isNull();
  }

  @Test
  void target_neverScraped_leavesNothing() {
    assertThat(target.gone(5000)).isNull();
    fail();
    assertThat(lines(Objects.requireNonNull(target.gone(5000)))).hasSize(5);
  }

  @Test
  void labels_ofThePage_thatAreTheTargets_areRenamed() {
    var batch = scrape("a{job=\"x\",exported_job=\"y\",group=\"g\",instance=\"\"} 1\n").batch();
    var labels = batch.series().series().getFirst();
    assertThat(labels.toMap())
        .containsEntry("job", "node")
        .containsEntry("exported_exported_job", "x")
        .containsEntry("exported_job", "y")
        .containsEntry("group", "g")
        .doesNotContainKey("exported_instance");
    var grouped =
        new Target(
            Fleets.inGroup(Fleets.http("pc", 1), "lab"),
            Fleets.SETTINGS,
            new Interner(),
            new Descriptions(),
            0);
    assertThat(grouped.labels().get("group")).isEqualTo("lab");
  }

  @Test
  void series_twice_firstWins() {
    var scraped = scrape("a 1\nb{x=\"1\",y=\"2\"} 2\na 3\nb{y=\"2\",x=\"1\"} 4\nup 7\n");
    assertThat(scraped.duplicates()).isEqualTo(3);
    assertThat(scraped.duplicate()).isEqualTo("a");
    assertThat(lines(scraped.batch()))
        .containsExactlyElementsOf(withReports(1, 0.5, 5, 2, "a{…} 1", "b{…, x=\"1\", y=\"2\"} 2"));
    var again = scrape("a 1\nb{x=\"1\",y=\"2\"} 2\na 3\nb{y=\"2\",x=\"1\"} 4\nup 7\n");
    assertThat(again.duplicates()).isEqualTo(3);
    assertThat(again.batch().series()).isSameAs(scraped.batch().series());
    var fewer = scrape("b{y=\"2\",x=\"1\"} 4\n");
    assertThat(lines(fewer.batch())).startsWith("b{…, x=\"1\", y=\"2\"} 4", "a{…} stale");
  }

  @Test
  void time_ofThePage_isKept_andEndsByItself() {
    assertThat(lines(scrape("a 1 1500\nb 2\n").batch())).startsWith("a{…} 1 @1500", "b{…} 2");
    var same = scrape("a 1 1500\nb 2\n");
    assertThat(same.withheld()).isEqualTo(1);
    assertThat(lines(same.batch()).getFirst()).isEqualTo("b{…} 2");
    assertThat(lines(scrape("a 1 1600\nb 2\n").batch())).startsWith("a{…} 1 @1600", "b{…} 2");
    assertThat(lines(scrape("b 2\n").batch()).subList(0, 2)).containsExactly("b{…} 2", "up{…} 1");
    scrape("a 1 1700\nb 2\n");
    assertThat(lines(fail()).subList(0, 2)).containsExactly("b{…} stale", "up{…} 0");
  }

  @Test
  void time_farAhead_isWithheld() {
    var scraped = scrape("a 1 9999999999999\n");
    assertThat(scraped.withheld()).isEqualTo(1);
    assertThat(lines(scraped.batch()).getFirst()).isEqualTo("up{…} 1");
  }

  @Test
  void samples_tooMany() {
    var settings = new ScrapeSettings(Duration.ofSeconds(1), Duration.ofSeconds(1), 1000, 2);
    byte[] page = "a 1\nb 2\nc 3\n".getBytes(UTF_8);
    target.use(Fleets.http("pc", 10100), settings);
    assertThatThrownBy(() -> target.scraped(page, page.length, false, 1, () -> 1))
        .isInstanceOf(ScrapeException.class)
        .hasMessage("more than 2 samples; sample-limit allows no more");
    assertThat(lines(fail())).containsExactlyElementsOf(withReports(0, 0.25, 3, 2));
    assertThat(target.scraped(page, 8, false, 1, () -> 1).samples()).isEqualTo(2);
  }

  /** Whatever pages follow each other, a batch holds the page, and stale just what has left it. */
  @Test
  void pages_random() {
    var random = new Random(3);
    var before = new TreeSet<String>();
    for (int round = 0; round < 2000; round++) {
      var names = new ArrayList<String>();
      for (int i = 0; i < 12; i++) {
        if (random.nextInt(8) > 0) {
          names.add("m" + i + (random.nextInt(20) == 0 ? "{x=\"n\"}" : ""));
        }
      }
      if (random.nextInt(3) == 0) {
        Collections.shuffle(names, random);
      }
      var page = new StringBuilder();
      var wanted = new TreeSet<String>();
      for (String name : names) {
        int value = random.nextInt(100);
        page.append(name).append(' ').append(value).append('\n');
        wanted.add(shown(name) + " " + value);
      }
      var now = new TreeSet<String>();
      names.forEach(name -> now.add(shown(name)));
      before.removeAll(now);
      before.forEach(name -> wanted.add(name + " stale"));
      var lines = lines(scrape(page.toString()).batch());
      assertThat(lines.subList(0, lines.size() - 5)).containsExactlyInAnyOrderElementsOf(wanted);
      before.clear();
      before.addAll(now);
    }
  }

  private static String shown(String name) {
    return name.endsWith("}") ? name.replace("{", "{…, ") : name + "{…}";
  }
}
