package dev.muster.alertbridge.api;

import static dev.muster.alertbridge.api.ApiSite.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.Acknowledgement;
import dev.muster.metrics.Labels;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages of a bridge that runs alone. */
final class AlertPagesTest {
  private final ApiSite site = new ApiSite();

  @BeforeEach
  void add() {
    site.alerts.add(
        new ShownAlert(
            12,
            Labels.of("alertname", "cpu", "client", "<pc1>"),
            Map.of("summary", "a & b"),
            START,
            START,
            START + 1,
            "",
            List.of(),
            List.of(),
            List.of(),
            List.of("night")));
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void page_saysWhatFiresAndThatNobodyKnows() throws Exception {
    var page = site.get("/alerts/12");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body())
        .contains("<h2>&lt;pc1&gt;: cpu</h2>")
        .contains("Fires since 21 November 2026, 10:00:00 Z")
        .contains("<tr><th>summary</th><td>a &amp; b</td></tr>")
        .contains("<tr><th>muted by</th><td>night</td></tr>")
        .contains("Nobody has acknowledged it.")
        .contains("<form method=\"post\" action=\"/alerts/12\">")
        .doesNotContain("<pc1>", "<script", "style=");
  }

  @Test
  void list_leadsToEachAlert() throws Exception {
    site.now += 120_000;
    assertThat(site.get("/").body())
        .contains("1 firing, the newest first")
        .contains("<a href=\"/alerts/12\">&lt;pc1&gt;: cpu</a></td><td>for 2 min</td><td>muted")
        .doesNotContain("<pc1>");
  }

  @Test
  void form_acknowledges_andLeadsBack() throws Exception {
    site.now += 1000;
    assertThat(site.form("/alerts/12", "comment=+I%27m+%3Con%3E+it").status()).isEqualTo(303);
    assertThat(site.acknowledgements)
        .containsExactly(Map.entry(12L, new Acknowledgement(12, START + 1000, "", "I'm <on> it")));
    assertThat(site.changes).isOne();
    assertThat(site.get("/alerts/12").body())
        .contains("21 November 2026, 10:00:01 Z: I&#39;m &lt;on&gt; it")
        .doesNotContain("Nobody");
  }

  @Test
  void alertThatIsNotThere_isNotFound() throws Exception {
    for (String id : List.of("13", "x", "-1", "99999999999999999999")) {
      assertThat(site.get("/alerts/" + id).status()).as(id).isEqualTo(404);
      assertThat(site.form("/alerts/" + id, "comment=").status()).as(id).isEqualTo(404);
    }
    assertThat(site.get("/alerts/%3Cb%3E").body()).contains("Alert &lt;b&gt; is over");
    assertThat(site.acknowledgements).isEmpty();
  }

  @Test
  void longComment_isRefused() throws Exception {
    String longer = "x".repeat(1001);
    assertThat(site.form("/alerts/12", "comment=" + longer).status()).isEqualTo(400);
    assertThat(site.acknowledgements).isEmpty();
  }
}
