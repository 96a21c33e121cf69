package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.metrics.Labels;
import dev.muster.metrics.StaleMarker;
import dev.muster.sqlite.DatabaseException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RelationalFaceTest {
  private static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  private static final ClientRow PC =
      new ClientRow("pc", "lab", "10.0.0.1", "10.0.0.1:10100", "it@example.org");
  private static final ClientRow NEW =
      new ClientRow("new", "", "10.0.0.2", "10.0.0.2:10100", "it@example.org");
  private static final SeriesSet PAGE =
      new SeriesSet(
          List.of(
              Labels.of("__name__", "up"),
              Labels.of("__name__", "node_cpu_seconds_total", "cpu", "0", "mode", "idle"),
              Labels.of("__name__", "node_cpu_seconds_total", "cpu", "0", "mode", "user"),
              Labels.of("__name__", "node_cpu_seconds_total", "cpu", "0", "mode", "iowait"),
              Labels.of("__name__", "node_memory_MemTotal_bytes"),
              Labels.of("__name__", "node_memory_MemAvailable_bytes"),
              Labels.of("__name__", "node_memory_SwapTotal_bytes"),
              Labels.of("__name__", "node_memory_SwapFree_bytes"),
              Labels.of("__name__", "node_time_seconds"),
              Labels.of("__name__", "node_boot_time_seconds"),
              filesystem("size", "/dev/sda1", "/", "ext4"),
              filesystem("free", "/dev/sda1", "/", "ext4"),
              filesystem("avail", "/dev/sda1", "/", "ext4"),
              filesystem("size", "C:", "C:\\", "NTFS"),
              filesystem("free", "C:", "C:\\", "NTFS"),
              filesystem("avail", "C:", "C:\\", "NTFS"),
              filesystem("size", "tmpfs", "/run", "tmpfs"),
              filesystem("free", "tmpfs", "/run", "tmpfs"),
              filesystem("avail", "tmpfs", "/run", "tmpfs"),
              filesystem("size", "/dev/sda1", "/var/lib/bound", "ext4"),
              filesystem("free", "/dev/sda1", "/var/lib/bound", "ext4"),
              filesystem("avail", "/dev/sda1", "/var/lib/bound", "ext4")));

  @TempDir Path folder;
  private Archive archive;

  private static Labels filesystem(String reading, String device, String mount, String type) {
    return Labels.of(
        "__name__",
        "node_filesystem_" + reading + "_bytes",
        "device",
        device,
        "mountpoint",
        mount,
        "fstype",
        type);
  }

  @BeforeEach
  void open() {
    archive = Archive.open(file(), () -> Instant.ofEpochMilli(START));
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private Path file() {
    return folder.resolve("archive.db");
  }

  private void scrape(long time, double idle, double user, double iowait) {
    double[] values = {
      1, idle, user, iowait, 1000, 250, 100, 90, 5000, 4000, 1000, 400, 200, 2000, 500, 500, 9, 9,
      9, 1000, 400, 200
    };
    archive.append(new SampleBatch("pc", time, PAGE, values, null)).join();
  }

  private void down(long time) {
    var values = new double[PAGE.size()];
    Arrays.fill(values, StaleMarker.VALUE);
    values[0] = 0;
    archive.append(new SampleBatch("pc", time, PAGE, values, null)).join();
  }

  private FleetStatus.ClientStatus pc() {
    return archive.status().clients().stream()
        .filter(client -> client.client().equals("pc"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void clientStatus_followsTheScrapes() {
    archive.setClients(List.of(PC, NEW)).join();
    scrape(START, 100, 50, 10);
    assertThat(pc().cpuPercent()).isNull();
    scrape(START + 1000, 100.5, 50.25, 10.25);
    var up =
        new FleetStatus.ClientStatus(
            "pc", "lab", "10.0.0.1", START / 1000.0 + 1, true, "", 25.0, 75.0, 10.0, 1000.0);
    assertThat(archive.status().clients())
        .containsExactly(
            new FleetStatus.ClientStatus(
                "new", "", "10.0.0.2", null, false, "", null, null, null, null),
            up);
    archive.noteScrapeError("pc", "connection refused");
    down(START + 2000);
    assertThat(pc())
        .isEqualTo(
            new FleetStatus.ClientStatus(
                "pc",
                "lab",
                "10.0.0.1",
                up.lastSeen(),
                false,
                "connection refused",
                25.0,
                75.0,
                10.0,
                1000.0));
    archive.noteScrapeError("pc", "");
    scrape(START + 3000, 1, 1, 0);
    assertThat(pc().up()).isTrue();
    assertThat(pc().error()).isEmpty();
    // The counters began anew: the PC was restarted.
    assertThat(pc().cpuPercent()).isNull();
  }

  @Test
  void clientStatus_ofPageWithoutNodeReadings_isUpAsItsSampleSays() {
    archive.setClients(List.of(PC)).join();
    var page = new SeriesSet(List.of(Labels.of("__name__", "foo"), Labels.of("__name__", "up")));
    archive.append(new SampleBatch("pc", START, page, new double[] {7, 1}, null)).join();
    assertThat(pc().up()).isTrue();
    assertThat(pc().lastSeen()).isEqualTo(START / 1000.0);
    assertThat(pc().memoryPercent()).isNull();
    var gone = new double[] {StaleMarker.VALUE, 0};
    archive.append(new SampleBatch("pc", START + 1000, page, gone, null)).join();
    assertThat(pc().up()).isFalse();
  }

  @Test
  void clientStatus_afterRestart_keepsUsageUntilItIsKnownAgain() {
    archive.setClients(List.of(PC)).join();
    scrape(START, 100, 50, 10);
    scrape(START + 1000, 100.5, 50.5, 10);
    archive.close();
    open();
    assertThat(pc().cpuPercent()).isEqualTo(50.0);
    scrape(START + 2000, 101, 51, 10);
    assertThat(pc().cpuPercent()).isEqualTo(50.0);
    scrape(START + 3000, 101.25, 51.75, 10);
    assertThat(pc().cpuPercent()).isEqualTo(75.0);
  }

  @Test
  void driveStatus_isAsDfHasIt() {
    archive.setClients(List.of(PC)).join();
    scrape(START, 100, 50, 10);
    assertThat(archive.status().drives())
        .containsExactly(
            new FleetStatus.DriveStatus("pc", "/", 1000, 600, 200, 75, START / 1000.0),
            new FleetStatus.DriveStatus("pc", "C:", 2000, 1500, 500, 75, START / 1000.0));
  }

  @Test
  void setClients_withoutOne_takesItsStatusAway() {
    archive.setClients(List.of(PC, NEW)).join();
    scrape(START, 100, 50, 10);
    archive.setClients(List.of(NEW)).join();
    assertThat(archive.status().clients()).hasSize(1);
    assertThat(archive.status().drives()).isEmpty();
    archive.setClients(List.of(PC, NEW)).join();
    assertThat(pc().lastSeen()).isNull();
  }

  private static EventRecord event(String message) {
    return new EventRecord(START - 5000, "syslog", "error", "sshd", "42", message);
  }

  @Test
  void events_comeInOrderWithTheirCursor() {
    var events = archive.events();
    assertThat(events.cursor("pc")).isEmpty();
    assertThat(events.newestId()).isZero();
    events.append("pc", List.of(event("one"), event("two")), "s=1").join();
    events.append("new", List.of(event("three")), "s=9").join();
    assertThat(events.cursor("pc")).isEqualTo("s=1");
    assertThat(events.after(0, 2))
        .extracting(e -> e.event().message())
        .containsExactly("one", "two");
    assertThat(events.after(2, 10)).containsExactly(new StoredEvent(3, "new", event("three")));
    assertThat(archive.status().events(1))
        .containsExactly(new StoredEvent(3, "new", event("three")));
    assertThat(events.newestId()).isEqualTo(3);
  }

  @Test
  void events_afterAllExpired_keepTheirNumbering() {
    archive.events().append("pc", List.of(event("one"), event("two")), "").join();
    archive.close();
    archive = Archive.open(file(), () -> Instant.ofEpochMilli(START).plus(Duration.ofDays(9)));
    archive.setRetention(Duration.ofDays(8));
    archive.expireNow();
    assertThat(archive.events().after(0, 9)).isEmpty();
    assertThat(archive.events().newestId()).isEqualTo(2);
    archive.events().append("pc", List.of(event("three")), "").join();
    assertThat(archive.events().after(2, 9)).extracting(StoredEvent::id).containsExactly(3L);
  }

  private static AlertRecord alert(
      long id, AlertRecord.State state, @Nullable Long fired, @Nullable Long resolved) {
    return new AlertRecord(id, "pc", "disk", state, 91.5, 90, "C:", START, fired, resolved);
  }

  private static OutgoingMail mail(String id) {
    return new OutgoingMail(
        "<" + id + "@muster>", "it@example.org", "subject " + id, "text " + id, "message " + id);
  }

  private static AlertStore.Round round(List<AlertRecord> changed, List<OutgoingMail> mails) {
    return new AlertStore.Round(changed, List.of(), mails, -1);
  }

  @Test
  void alert_goesThroughItsStates() {
    var alerts = archive.alerts();
    alerts.commit(round(List.of(alert(0, AlertRecord.State.PENDING, null, null)), List.of()));
    assertThat(alerts.open()).containsExactly(alert(1, AlertRecord.State.PENDING, null, null));
    var firing = alert(1, AlertRecord.State.FIRING, START + 1, null);
    alerts.commit(round(List.of(firing), List.of(mail("a"))));
    archive.close();
    open();
    alerts = archive.alerts();
    assertThat(alerts.open()).containsExactly(firing);
    var resolved = alert(1, AlertRecord.State.RESOLVED, START + 1, START + 2);
    alerts.commit(
        round(
            List.of(resolved, alert(0, AlertRecord.State.PENDING, null, null)),
            List.of(mail("b"))));
    assertThat(alerts.open()).extracting(AlertRecord::id).containsExactly(2L);
    assertThat(archive.status().alerts(9))
        .containsExactly(alert(2, AlertRecord.State.PENDING, null, null), resolved);
    alerts.commit(new AlertStore.Round(List.of(), List.of(2L, 1L), List.of(), 7));
    assertThat(archive.status().alerts(9)).containsExactly(resolved);
    assertThat(alerts.eventPosition()).isEqualTo(7);
  }

  @Test
  void round_withOneBadPart_leavesNothing() {
    var alerts = archive.alerts();
    var unknown = alert(99, AlertRecord.State.FIRING, START, null);
    var fresh = alert(0, AlertRecord.State.PENDING, null, null);
    assertThatThrownBy(() ->
            alerts.commit(
                new AlertStore.Round(List.of(fresh, unknown), List.of(), List.of(mail("a")), 3)))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("there is no alert with id 99");
    assertThat(alerts.open()).isEmpty();
    assertThat(alerts.nextDue("")).isEqualTo(Long.MAX_VALUE);
    assertThat(alerts.eventPosition()).isEqualTo(-1);
  }

  @Test
  void mail_isRetriedUntilSentAndQueuedOnce() {
    var alerts = archive.alerts();
    alerts.commit(round(List.of(), List.of(mail("a"), mail("b"), mail("a"))));
    alerts.commit(round(List.of(), List.of(mail("b"))));
    assertThat(alerts.due("", START, 9))
        .containsExactly(
            new QueuedMail(1, mail("a"), 0, START), new QueuedMail(2, mail("b"), 0, START));
    assertThat(alerts.due("", START, 1)).hasSize(1);
    assertThat(alerts.nextDue("")).isLessThanOrEqualTo(START);
    alerts.sent(1, START + 1);
    alerts.retry(2, START + 60_000, "421 busy");
    assertThat(alerts.due("", START + 59_999, 9)).isEmpty();
    assertThat(alerts.nextDue("")).isEqualTo(START + 60_000);
    assertThat(alerts.due("", START + 60_000, 9))
        .containsExactly(new QueuedMail(2, mail("b"), 1, START));
    alerts.retryAll("");
    assertThat(alerts.due("", START, 9)).containsExactly(new QueuedMail(2, mail("b"), 1, START));
    alerts.refused(2, START + 60_001, "550 no such user");
    assertThat(alerts.nextDue("")).isEqualTo(Long.MAX_VALUE);
    alerts.commit(round(List.of(), List.of(mail("a"))));
    assertThat(alerts.due("", Long.MAX_VALUE, 9)).isEmpty();
    assertThat(archive.status().mails(9))
        .containsExactly(
            new FleetStatus.MailStatus(
                2,
                "it@example.org",
                "subject b",
                "refused",
                START / 1000.0,
                null,
                2,
                "550 no such user"),
            new FleetStatus.MailStatus(
                1,
                "it@example.org",
                "subject a",
                "sent",
                START / 1000.0,
                (START + 1) / 1000.0,
                0,
                ""));
  }

  private static boolean hasSqlite3() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "sqlite3")));
  }

  private String sqlite3(String sql) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder("sqlite3", "-readonly", file().toString(), sql)
            .redirectErrorStream(true)
            .start();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return text.strip();
  }

  @Test
  void sqlite3_whileWeWrite_readsTheViews() throws Exception {
    Assumptions.assumeTrue(hasSqlite3(), "the command sqlite3 is not installed");
    archive.setClients(List.of(PC)).join();
    scrape(START, 100, 50, 10);
    archive.events().append("pc", List.of(event("it's here")), "c").join();
    archive
        .alerts()
        .commit(round(List.of(alert(0, AlertRecord.State.PENDING, null, null)), List.of()));
    var stop = new AtomicBoolean();
    var writing =
        CompletableFuture.runAsync(() -> {
          for (int i = 1; !stop.get(); i++) {
            scrape(START + i, 100 + i, 50 + i, 10);
          }
        });
    try {
      for (int i = 0; i < 10; i++) {
        assertThat(sqlite3("SELECT client, ip, up, memory_percent FROM client_status"))
            .isEqualTo("pc|10.0.0.1|1|75.0");
        assertThat(sqlite3("SELECT drive, used_percent FROM drive_status"))
            .isEqualTo("/|75.0\nC:|75.0");
      }
      assertThat(
              sqlite3(
                  "SELECT client,cast(time AS INTEGER),log,level,source,event_id,message FROM event"))
          .isEqualTo("pc|" + (START / 1000 - 5) + "|syslog|error|sshd|42|it's here");
      assertThat(
              sqlite3(
                  "SELECT client,type,state,value,limit_value,active_since=%d,fired_at,resolved_at,detail FROM alert"
                      .formatted(START / 1000)))
          .isEqualTo("pc|disk|pending|91.5|90.0|1|||C:");
      assertThat(sqlite3("SELECT name, \"group\", ip, instance, mail FROM client"))
          .isEqualTo("pc|lab|10.0.0.1|10.0.0.1:10100|it@example.org");
      assertThat(sqlite3("PRAGMA integrity_check")).isEqualTo("ok");
    } finally {
      stop.set(true);
      writing.join();
    }
  }

  @Test
  void views_haveTheDocumentedColumns() throws Exception {
    Assumptions.assumeTrue(hasSqlite3(), "the command sqlite3 is not installed");
    Path document = Path.of("..", "..", "docs", "formats", "archive.md");
    var rows = new ArrayList<String>();
    for (String line : Files.readAllLines(document)) {
      if (line.matches(
          "\\| `(client|client_status|drive_status|event|alert|mail|sample_5m|sample_1h)` \\|.*")) {
        String[] cells = line.split("\\|", -1);
        String view = cells[1].strip().replace("`", "");
        String columns = cells[2].strip().replace("\"", "").replace(", ", "\n");
        assertThat(sqlite3("SELECT name FROM pragma_table_info('" + view + "')"))
            .as(view)
            .isEqualTo(columns);
        rows.add(view);
      }
    }
    assertThat(rows).hasSize(8);
  }
}
