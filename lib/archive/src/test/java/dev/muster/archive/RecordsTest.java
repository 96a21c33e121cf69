package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.Records.EventQuery;
import dev.muster.archive.Records.MailQuery;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of events and mails that end in time, and hold what was asked for. */
class RecordsTest {
  @TempDir Path folder;
  private Archive archive;

  @BeforeEach
  void open() {
    archive = Archive.open(folder.resolve("archive.db"), InstantSource.system());
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private void event(String client, String message) {
    var event = new EventRecord(1000, "syslog", "info", "cron", "", message);
    archive.events().append(client, List.of(event), "c").join();
  }

  private static EventQuery events(@Nullable Set<String> clients, String text, long before) {
    return new EventQuery(clients, Set.of(), Set.of(), text, 0, 2000, before, 10);
  }

  @Test
  void noEvents_areAnEmptyPage() {
    var page = archive.records().events(events(null, "", Records.NEWEST));
    assertThat(page.events()).isEmpty();
    assertThat(page.next()).isNull();
  }

  @Test
  void events_beyondWhatIsLookedThroughAtOnce_areOnTheNextPage() throws SQLException {
    event("pc1", "rare");
    skipIds(StoredRecords.MOST_EVENTS);
    event("pc2", "usual");
    var first = archive.records().events(events(null, "RARE", Records.NEWEST));
    assertThat(first.events()).isEmpty();
    long next = Objects.requireNonNull(first.next());
    var second = archive.records().events(events(null, "RARE", next));
    assertThat(second.events()).singleElement().extracting(StoredEvent::client).isEqualTo("pc1");
    assertThat(second.next()).isNull();
  }

  /** As if so many more events had come and expired. */
  private void skipIds(long ids) throws SQLException {
    archive.close();
    var file = folder.resolve("archive.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.executeUpdate(
          "UPDATE sqlite_sequence SET seq = seq + " + ids + " WHERE name = 'event_record'");
    }
    open();
  }

  @Test
  void names_ofAnyKind_areNamesAlone() {
    String odd = "a\"],'); DROP TABLE event_record; --\\";
    event(odd, "100% _odd_");
    event("pc1", "other");
    var found = archive.records().events(events(Set.of(odd), "% _O", Records.NEWEST));
    assertThat(found.events()).singleElement().extracting(StoredEvent::client).isEqualTo(odd);
    assertThat(archive.records().events(events(Set.of(), "", Records.NEWEST)).events()).isEmpty();
  }

  @Test
  void mails_areThoseAboutTheseClientsAlone() {
    var mails =
        List.of(
            new OutgoingMail("<1@x>", "a@x", "one", "t", "m"),
            new OutgoingMail("<2@x>", "a@x", "both", "t", "m"),
            new OutgoingMail("<3@x>", "a@x", "digest", "t", "m"));
    var history =
        List.of(
            new HistoryEntry(1, "firing", "pc1", "cpu", 0, "<1@x>", ""),
            new HistoryEntry(1, "firing", "pc1", "cpu", 0, "<2@x>", ""),
            new HistoryEntry(1, "firing", "pc2", "cpu", 0, "<2@x>", ""));
    var news = new BridgeNews(List.of(), List.of(), List.of(), List.of(), Map.of(), history);
    archive.alerts().commit(new AlertStore.Round(List.of(), List.of(), mails, -1, news));
    assertThat(subjects(null)).containsExactly("digest", "both", "one");
    assertThat(subjects(Set.of("pc1"))).containsExactly("one");
    assertThat(subjects(Set.of("pc1", "pc2"))).containsExactly("both", "one");
    assertThat(archive.records().mail(2, Set.of("pc1"))).isEmpty();
    assertThat(archive.records().mail(2, null)).isPresent();
  }

  private List<String> subjects(@Nullable Set<String> clients) {
    return archive.records().mails(new MailQuery(clients, "", Records.NEWEST, 10)).stream()
        .map(mail -> mail.status().subject())
        .toList();
  }
}
