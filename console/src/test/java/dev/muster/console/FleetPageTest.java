package dev.muster.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertRecord.State;
import dev.muster.archive.EventRecord;
import dev.muster.archive.FleetStatus;
import dev.muster.archive.StoredEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FleetPageTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final double SECONDS = NOW.getEpochSecond();
  private static final long MILLIS = NOW.toEpochMilli();
  private static final String HOSTILE = "<script>alert(\"1\")</script>&'";
  private static final String INERT = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;";

  @Test
  void page_showsClientsDrivesAlertsMailsAndEvents() {
    String page = page(new Fleet("lab2-01", "error text"));
    assertThat(page)
        .contains("1 of 2")
        .contains("<th>lab2-01</th>")
        .contains("12.3%")
        .contains("3d 4h")
        .contains("90.0% of 100.0 GiB, 10.0 GiB free")
        .contains("<span class=\"bad tag\">disk</span>")
        .contains("disk 85%")
        .contains("never seen")
        .contains("connection refused")
        .contains("<a href=\"/mails/7\">")
        .contains("error text");
  }

  @Test
  void hostileText_isInertEverywhere() {
    String page = page(new Fleet(HOSTILE, HOSTILE));
    assertThat(page).doesNotContain("<script").contains(INERT);
  }

  @Test
  void troubleOfTheServer_standsAtTheHead() {
    var fleet = new Fleet("a", "b");
    assertThat(page(fleet)).doesNotContain("role=\"alert\"");
    assertThat(page(fleet, HOSTILE))
        .contains("<main>\n<p role=\"alert\"><span class=\"bad\">" + INERT + "</span></p>");
  }

  @Test
  void unknownFigures_areDashesNotZeros() {
    assertThat(Words.percent(null)).isEqualTo("–");
    assertThat(Words.duration(null)).isEqualTo("–");
    assertThat(Words.seen(null, NOW)).isEqualTo("never seen");
  }

  @Test
  void mailPage_ofNoNumber_isEmpty() {
    var mails = new MailPage(new Fleet("a", "b"));
    assertThat(mails.render("7")).hasValueSatisfying(p -> assertThat(p).contains("the mail text"));
    assertThat(mails.render("8")).isEmpty();
    assertThat(mails.render("../etc/passwd")).isEmpty();
    assertThat(mails.render("99999999999999999999999")).isEmpty();
  }

  private static String page(FleetStatus status) {
    return page(status, "");
  }

  private static String page(FleetStatus status, String trouble) {
    return new FleetPage(status, () -> trouble, InstantSource.fixed(NOW), ZoneOffset.UTC).render();
  }

  /** Two clients, the first with everything. */
  private record Fleet(String client, String text) implements FleetStatus {
    @Override
    public List<ClientStatus> clients() {
      return List.of(
          new ClientStatus(
              client, text, "10.1.2.1", SECONDS - 5, true, "", 12.34, 50.0, null, 273_600.0),
          new ClientStatus(
              "lab2-02",
              "",
              "10.1.2.2",
              null,
              false,
              "connection refused",
              null,
              null,
              null,
              null));
    }

    @Override
    public List<DriveStatus> drives() {
      double gibibyte = 1 << 30;
      return List.of(
          new DriveStatus(
              client, text, 100 * gibibyte, 90 * gibibyte, 10 * gibibyte, 90, SECONDS - 5));
    }

    @Override
    public List<AlertRecord> alerts(int limit) {
      return List.of(
          new AlertRecord(
              1, client, "disk", State.FIRING, 90, 85, text, MILLIS - 60_000, MILLIS, null));
    }

    @Override
    public List<StoredEvent> events(int limit) {
      return List.of(
          new StoredEvent(1, client, new EventRecord(MILLIS, "syslog", "error", text, "", text)));
    }

    @Override
    public List<MailStatus> mails(int limit) {
      return List.of(new MailStatus(7, "it@example.org", text, "queued", SECONDS, null, 1, text));
    }

    @Override
    public Optional<MailText> mail(long id) {
      return id == 7
          ? Optional.of(new MailText("it@example.org", "a subject", "the mail text"))
          : Optional.empty();
    }
  }
}
