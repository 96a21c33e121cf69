package dev.muster.scraper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.archive.SampleBatch;
import dev.muster.fleet.Client;
import dev.muster.fleet.PageLimits;
import dev.muster.fleet.PageRules;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.metrics.ExpositionException;
import dev.muster.metrics.StaleMarker;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TargetRulesTest {
  private static final ScrapeSettings EXTRA =
      new ScrapeSettings(Duration.ofSeconds(15), Duration.ofMillis(2500), PageLimits.DEFAULT, true);
  private static final PageLimits NONE = PageLimits.UNSAID;

  private long time;

  private static Client with(PageRules rules) {
    return Fleets.keeping(Fleets.http("pc", 10100), rules);
  }

  private static Target target(PageRules rules) {
    return new Target(with(rules), EXTRA, new Interner(), new Descriptions(), 0);
  }

  private static PageRules keeping(String keep, String drop) {
    return new PageRules(NONE, false, true, keep, drop);
  }

  private static PageRules limited(PageLimits limits) {
    return new PageRules(limits, false, true, "", "");
  }

  private SampleBatch scrape(Target target, String page) {
    byte[] bytes = page.getBytes(UTF_8);
    return target.scraped(bytes, bytes.length, false, time += 15_000, () -> 0.5).batch();
  }

  private static double value(SampleBatch batch, String name) {
    Double value = MemoryArchive.value(batch, name);
    return value == null ? Double.NaN : value;
  }

  private static String series(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "m" + i + " 1\n").collect(Collectors.joining());
  }

  @Test
  void metrics_keptAndDropped_byTheirWholeName() {
    var target = target(keeping("node_.*|up2", "node_scrape_.*"));
    var page = "node_load1 1\nnode_scrape_x 2\ngo_threads 3\nup2 4\nxnode_a 5\n";
    var batch = scrape(target, page);
    assertThat(batch.series().size()).isEqualTo(2 + 8);
    assertThat(value(batch, "node_load1")).isEqualTo(1);
    assertThat(value(batch, "up2")).isEqualTo(4);
    assertThat(value(batch, "scrape_samples_scraped")).isEqualTo(5);
    assertThat(value(batch, "scrape_samples_post_metric_relabeling")).isEqualTo(2);
    assertThat(value(batch, "scrape_series_added")).isEqualTo(2);
    var again = scrape(target, page.replace(" 2\n", " 7\n").replace(" 4\n", " 9\n"));
    assertThat(again.series()).isSameAs(batch.series());
    assertThat(value(again, "up2")).isEqualTo(9);
    assertThat(value(again, "scrape_samples_scraped")).isEqualTo(5);
    assertThat(value(again, "scrape_samples_post_metric_relabeling")).isEqualTo(2);
    assertThat(value(again, "scrape_series_added")).isZero();
  }

  @Test
  void rules_changed_holdFromTheNextPage() {
    var target = target(PageRules.DEFAULT);
    scrape(target, "a 1\nb 2\n");
    target.use(with(keeping("", "b")), EXTRA);
    var without = scrape(target, "a 1\nb 2\n");
    assertThat(value(without, "a")).isEqualTo(1);
    assertThat(StaleMarker.is(value(without, "b"))).isTrue();
    target.use(with(PageRules.DEFAULT), EXTRA);
    assertThat(value(scrape(target, "a 1\nb 2\n"), "b")).isEqualTo(2);
  }

  @Test
  void labels_honoured_winOverTheTargets() {
    var page = "a{instance=\"there\",job=\"j\"} 1\n";
    var honoured = scrape(target(new PageRules(NONE, true, true, "", "")), page);
    assertThat(honoured.series().series().getFirst().toMap())
        .containsEntry("instance", "there")
        .containsEntry("job", "j")
        .containsEntry("client", "pc")
        .doesNotContainKey("exported_job");
    var renamed = scrape(target(PageRules.DEFAULT), page);
    assertThat(renamed.series().series().getFirst().toMap())
        .containsEntry("instance", "127.0.0.1:10100")
        .containsEntry("exported_instance", "there");
  }

  @Test
  void label_honouredAndEmpty_takesTheTargetsAway() {
    var target = target(new PageRules(NONE, true, true, "", ""));
    var series = scrape(target, "a{instance=\"\"} 1\nb 2\n").series().series();
    assertThat(series.get(0).toMap()).containsOnlyKeys("__name__", "client", "job");
    assertThat(series.get(1).toMap()).containsKey("instance");
  }

  @Test
  void times_notHonoured_areTheScrapes() {
    var target = target(new PageRules(NONE, false, false, "", ""));
    var batch = scrape(target, "a 1 1234\n");
    assertThat(batch.hasOwnTimes()).isFalse();
    assertThat(batch.timeMillis(0)).isEqualTo(time);
    assertThat(StaleMarker.is(value(scrape(target, "b 1 1234\n"), "a"))).isTrue();
  }

  @Test
  void samples_tooMany_failButAreCounted() {
    var target = target(limited(new PageLimits(0, 10, 0, 0, 0, 0)));
    assertThatThrownBy(() -> scrape(target, series(0, 25)))
        .isInstanceOf(ScrapeException.class)
        .hasMessage("more than 10 samples; sample-limit allows no more");
    var failed = target.failed(time, 1, false);
    assertThat(value(failed, "up")).isZero();
    assertThat(value(failed, "scrape_samples_scraped")).isEqualTo(25);
    assertThat(value(failed, "scrape_samples_post_metric_relabeling")).isEqualTo(25);
    assertThat(value(failed, "scrape_series_added")).isEqualTo(10);
    assertThat(value(failed, "scrape_sample_limit")).isEqualTo(10);
    assertThat(scrape(target, series(0, 10)).series().size()).isEqualTo(10 + 8);
  }

  @Test
  void series_new_tooMany_fail_andTheOldGoOn() {
    var target = target(limited(new PageLimits(0, 0, 100, 0, 0, 0)));
    var first = scrape(target, series(0, 1000));
    assertThat(value(first, "scrape_series_added")).isEqualTo(1000);
    assertThatThrownBy(() -> scrape(target, series(0, 1101)))
        .isInstanceOf(ScrapeException.class)
        .hasMessage(
            "more than 100 series that the page before did not have; new-series-limit allows no"
                + " more");
    target.failed(time += 1000, 1, false);
    assertThat(scrape(target, series(0, 1000)).series()).isSameAs(first.series());
    assertThat(value(scrape(target, series(0, 1100)), "scrape_series_added")).isEqualTo(100);
  }

  @Test
  void labels_tooManyOrTooLong_fail() {
    var target = target(limited(new PageLimits(0, 0, 0, 2, 5, 7)));
    scrape(target, "short{a=\"1234567\",b=\"2\"} 1\n");
    assertFails(target, "a{a=\"1\",b=\"2\",c=\"3\"} 1\n", "line 1: more than 2 labels");
    assertFails(target, "longer 1\n", "line 1: a name longer than 5 bytes");
    assertFails(
        target, "a{b=\"12345678\"} 1\n", "line 1: the value of label \"b\" is longer than 7 bytes");
    target.use(with(PageRules.DEFAULT), EXTRA);
    scrape(target, "longer{a=\"1\",b=\"2\",c=\"12345678\"} 1\n");
    target.use(with(limited(new PageLimits(0, 0, 0, 2, 9, 9))), EXTRA);
    assertFails(target, "longer{a=\"1\",b=\"2\",c=\"12345678\"} 1\n", "line 1: more than 2 labels");
  }

  private void assertFails(Target target, String page, String reason) {
    assertThatThrownBy(() -> scrape(target, page))
        .isInstanceOf(ExpositionException.class)
        .hasMessage(reason);
  }

  @Test
  void extraMetrics_tellTimeoutLimitAndSize() {
    var target = target(PageRules.DEFAULT);
    var batch = scrape(target, "a 1\n");
    assertThat(value(batch, "scrape_timeout_seconds")).isEqualTo(2.5);
    assertThat(value(batch, "scrape_sample_limit")).isEqualTo(50_000);
    assertThat(value(batch, "scrape_body_size_bytes")).isEqualTo(4);
    assertThat(value(scrape(target, "a 22\n"), "scrape_body_size_bytes")).isEqualTo(5);
    assertThat(value(target.failed(time, 1, true), "scrape_body_size_bytes")).isEqualTo(-1);
    assertThat(value(target.failed(time, 1, false), "scrape_body_size_bytes")).isZero();
  }

  @Test
  void exporter_ofOurs_isKnownByItsPage() {
    var target = target(keeping("a", ""));
    scrape(target, "a 1\nnode_exporter_build_info{tags=\"netgo\"} 1\n");
    assertThat(target.isOurs()).isFalse();
    scrape(target, "a 1\nnode_exporter_build_info{tags=\"muster\"} 1\n");
    assertThat(target.isOurs()).isTrue();
  }
}
