package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.alertbridge.Notification.Destination;
import dev.muster.alertbridge.Notification.Reason;
import dev.muster.alertbridge.Notification.Told;
import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.LimitType;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.Labels;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import javax.imageio.ImageIO;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;
import javax.mail.internet.MimeMultipart;
import org.junit.jupiter.api.Test;

final class NotificationMailsTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final URI PAGE = URI.create("https://muster.example.org:10090/");
  private static final Fleet FLEET = Fleets.of(null, List.of());

  private static NotificationMails writer(InstantQuery query, Duration budget) {
    return new NotificationMails(
        new PastValues(query, budget), BERLIN, PAGE, new BridgeMetrics(new PrometheusRegistry()));
  }

  private static NotificationMails writer() {
    return writer(Notes.values("lab2-01", "lab2-02"), Duration.ofSeconds(60));
  }

  private static OutgoingMail mail(Notification notification) {
    var mails = writer().write(notification, FLEET, Notes.NOW);
    assertThat(mails).hasSize(1);
    return mails.getFirst();
  }

  private static MimeMessage parsed(OutgoingMail mail) throws Exception {
    return new MimeMessage(
        Session.getInstance(new Properties()),
        new ByteArrayInputStream(mail.message().getBytes(StandardCharsets.US_ASCII)));
  }

  /** Holds text and HTML to their golden files, and the message to what every message keeps. */
  private static OutgoingMail golden(String name, Notification notification) throws Exception {
    var mail = mail(notification);
    assertThat(mail.message().chars()).allMatch(c -> c < 128);
    assertThat(mail.message().split("\r\n", -1)).allMatch(line -> line.length() <= 998);
    var message = parsed(mail);
    assertThat(message.getSubject()).isEqualTo(mail.subject());
    var words = words(message);
    String text = words.getBodyPart(0).getContent().toString().replace("\r\n", "\n");
    String html = words.getBodyPart(1).getContent().toString().replace("\r\n", "\n");
    assertThat(text).isEqualTo(mail.text());
    assertThat(words.getCount()).isEqualTo(2);
    assertThat(html.length()).isLessThan(100_000);
    Golden.assertGolden("mail/" + name + ".txt", "Subject: " + mail.subject() + "\n\n" + text);
    // A picture's id comes from its file, and how that is compressed from the JDK's zlib.
    String anyPicture = html.replaceAll("cid:picture\\.[0-9a-f]{8}@", "cid:picture@");
    Golden.assertGolden("mail/" + name + ".html", anyPicture);
    return mail;
  }

  private static MimeMultipart words(MimeMessage message) throws Exception {
    var parts = (MimeMultipart) message.getContent();
    return message.getContentType().startsWith("multipart/related")
        ? (MimeMultipart) parts.getBodyPart(0).getContent()
        : parts;
  }

  private static Alert memory(String client) {
    return Notes.firing(11, Notes.client(client, "lab-2"), LimitType.MEMORY, 73.42, "", 50);
  }

  private static Alert disk(String client) {
    return Notes.firing(12, Notes.client(client, "lab-2"), LimitType.DISK, 97.1, "/home", 26 * 60);
  }

  private static Alert offline(String client, int ago) {
    return Notes.firing(13, Notes.client(client, "lab-2"), LimitType.OFFLINE, 1, "", ago);
  }

  @Test
  void memory_firing() throws Exception {
    var mail = golden("memory-firing", Notes.fresh(memory("lab2-01")));
    assertThat(mail.subject()).isEqualTo("[73.4%] lab2-01: memory over 50%");
  }

  @Test
  void memory_resolved() throws Exception {
    var over = Notes.over(memory("lab2-01"), 41);
    var mail =
        golden(
            "memory-resolved",
            Notes.of(Reason.CHANGE, List.of(), List.of(), List.of(Notes.told(over))));
    assertThat(mail.subject()).isEqualTo("[RESOLVED, 41.0%] lab2-01: memory over 50%");
  }

  @Test
  void newStandingAndResolved_areToldApart() throws Exception {
    var load = Notes.firing(14, Notes.client("lab2-01", "lab-2"), LimitType.LOAD, 2.61, "", 3);
    var mail =
        golden(
            "mixed",
            Notes.of(
                Reason.CHANGE,
                List.of(Notes.told(load)),
                List.of(Notes.told(disk("lab2-01"), 1, "anna")),
                List.of(Notes.told(Notes.over(memory("lab2-01"), 41)))));
    assertThat(mail.subject()).isEqualTo("[2.61, 1 resolved] lab2-01: load over 2");
  }

  @Test
  void manyClientsOffline_areOneMail() throws Exception {
    var alerts = new ArrayList<Alert>();
    for (int i = 1; i <= 12; i++) {
      alerts.add(offline("lab2-%02d".formatted(i), 2));
    }
    var mail = golden("gathered", Notes.fresh(alerts.toArray(Alert[]::new)));
    assertThat(mail.subject()).isEqualTo("lab-2: 12 clients offline");
  }

  @Test
  void repeat_saysThatItIsOne() throws Exception {
    var mail =
        golden(
            "repeat",
            Notes.of(Reason.REPEAT, List.of(), List.of(Notes.told(disk("lab2-01"))), List.of()));
    assertThat(mail.subject()).isEqualTo("[STILL, /home 97.1%] lab2-01: disk over 90%");
  }

  @Test
  void escalation_saysWhy() throws Exception {
    var mail =
        golden(
            "escalation",
            Notes.of(
                Reason.ESCALATION, List.of(Notes.told(memory("lab2-01"))), List.of(), List.of()));
    assertThat(mail.subject()).isEqualTo("[ESCALATED, 73.4%] lab2-01: memory over 50%");
  }

  @Test
  void catchUp_saysThatAWindowEnded() throws Exception {
    golden(
        "catch-up",
        Notes.of(Reason.CATCH_UP, List.of(Notes.told(disk("lab2-01"))), List.of(), List.of()));
  }

  @Test
  void flapping_isSaidInWords() throws Exception {
    var mail =
        golden(
            "flapping",
            Notes.of(
                Reason.CHANGE,
                List.of(Notes.told(memory("lab2-01"), 6, "")),
                List.of(),
                List.of()));
    assertThat(mail.text()).contains("It flaps: it began 6 times within 30m.");
  }

  @Test
  void offline_firingAndResolved() throws Exception {
    golden("offline-firing", Notes.fresh(offline("lab2-01", 2)));
    var over = Notes.over(offline("lab2-01", 83), 0);
    var mail =
        golden(
            "offline-resolved",
            Notes.of(Reason.CHANGE, List.of(), List.of(), List.of(Notes.told(over))));
    assertThat(mail.subject()).isEqualTo("[RESOLVED, after 1h 22m] lab2-01: offline");
  }

  @Test
  void rule_isToldByItsAnnotations() throws Exception {
    var alert =
        Notes.rule(
            Notes.client("lab2-01", "lab-2"),
            "DriveHot",
            Map.of(
                "summary", "Drive sda is hot: 52 °C",
                "description", "The drive has been above 50 °C for ten minutes.",
                "runbook_url", "https://wiki.example.org/drives"),
            7);
    var mail = golden("rule-firing", Notes.fresh(alert));
    assertThat(mail.subject()).isEqualTo("lab2-01: DriveHot: Drive sda is hot: 52 °C");
    var over = Notes.over(alert, 44);
    assertThat(
            mail(Notes.of(Reason.CHANGE, List.of(), List.of(), List.of(Notes.told(over))))
                .subject())
        .isEqualTo("[RESOLVED] lab2-01: DriveHot: Drive sda is hot: 52 °C");
  }

  @Test
  void hostileStrings_areInert() throws Exception {
    String evil =
        "pc\r\nBcc: all@example.org\r\n\r\n<script>alert(1)</script>\"'>\u202e\u0007\u0000&{{.}}%s";
    var alert =
        Notes.rule(
            Notes.client(evil, evil),
            evil,
            Map.of(
                "summary",
                evil + "x".repeat(10_000),
                "description",
                "<img src=x onerror=alert(1)> ".repeat(400),
                evil,
                evil),
            7);
    var mail =
        golden(
            "hostile",
            Notes.of(Reason.CHANGE, List.of(Notes.told(alert, 9, evil)), List.of(), List.of()));
    var message = parsed(mail);
    assertThat(message.getHeader("Bcc")).isNull();
    assertThat(mail.message()).doesNotContainPattern("(?m)^Bcc");
    String html = words(message).getBodyPart(1).getContent().toString();
    assertThat(html).doesNotContain("<script", "<img", "\u202e", "\u0007", "\u0000");
    assertThat(mail.text()).doesNotContain("\u202e", "\u0007", "\r");
  }

  @Test
  void hostileClient_ofALimit_isInert() throws Exception {
    String evil = "\"><b>pc</b>\r\nX: y\u2028" + "n".repeat(10_000);
    golden("hostile-limit", Notes.fresh(memory(evil)));
  }

  @Test
  void longMail_staysBelowWhatGmailCutsOff() throws Exception {
    var alerts = new ArrayList<Alert>();
    for (int i = 0; i < 400; i++) {
      var client = Notes.client("pc-%03d.".formatted(i) + "n".repeat(200), "");
      alerts.add(
          Notes.rule(client, "Alert" + i, Map.of("description", "words & words ".repeat(200)), 7));
    }
    var mail = mail(Notes.fresh(alerts.toArray(Alert[]::new)));
    assertThat(words(parsed(mail)).getBodyPart(1).getContent().toString().length())
        .isLessThan(100_000);
    assertThat(mail.text()).contains("and 272 more");
    assertThat(mail.message().length()).isLessThan(400_000);
  }

  @Test
  void text_keepsTo78Columns() {
    for (var notification :
        List.of(
            Notes.fresh(memory("lab2-01"), disk("lab2-01")),
            Notes.of(
                Reason.ESCALATION,
                List.of(Notes.told(offline("lab2-01", 3))),
                List.of(),
                List.of()))) {
      assertThat(mail(notification).text().lines()).allMatch(line -> line.length() <= 78);
    }
  }

  @Test
  void picture_isRelatedToTheHtmlThatShowsIt() throws Exception {
    var mail = mail(Notes.fresh(memory("lab2-01"), disk("lab2-02")));
    var message = parsed(mail);
    assertThat(message.getContentType())
        .startsWith("multipart/related")
        .contains("type=\"multipart/alternative\"");
    var parts = (MimeMultipart) message.getContent();
    assertThat(parts.getCount()).isEqualTo(3);
    String html = words(message).getBodyPart(1).getContent().toString();
    for (int i = 1; i <= 2; i++) {
      var part = parts.getBodyPart(i);
      assertThat(part.getContentType()).startsWith("image/png");
      assertThat(part.getDisposition()).isEqualTo("inline");
      String id = part.getHeader("Content-ID")[0];
      assertThat(html).contains("cid:" + id.substring(1, id.length() - 1));
      var bytes = part.getInputStream().readAllBytes();
      assertThat(bytes.length).isLessThan(15_000);
      assertThat(ImageIO.read(new ByteArrayInputStream(bytes)).getWidth())
          .isEqualTo(LimitPicture.WIDTH);
    }
    assertThat(html).contains("alt=\"memory of lab2-01, the last ");
  }

  @Test
  void pictures_areSixAtMost() throws Exception {
    var names = new String[9];
    var alerts = new ArrayList<Alert>();
    for (int i = 0; i < names.length; i++) {
      names[i] = "pc" + i;
      alerts.add(memory(names[i]));
    }
    var mails =
        writer(Notes.values(names), Duration.ofSeconds(60))
            .write(Notes.fresh(alerts.toArray(Alert[]::new)), FLEET, Notes.NOW);
    assertThat(((MimeMultipart) parsed(mails.getFirst()).getContent()).getCount()).isEqualTo(7);
  }

  @Test
  void archiveThatDoesNotAnswer_holdsNoMailUp() throws Exception {
    var never = new CountDownLatch(1);
    try {
      var writer =
          writer(
              (expression, time) -> {
                awaitQuietly(never);
                return List.of();
              },
              Duration.ofMillis(50));
      for (int i = 0; i < 3; i++) {
        var mails = writer.write(Notes.fresh(memory("lab2-01")), FLEET, Notes.NOW);
        assertThat(mails.getFirst().text())
            .contains("Without its picture: the archive did not answer in time.")
            .contains("73.4%");
        assertThat(parsed(mails.getFirst()).getContentType()).startsWith("multipart/alternative");
      }
    } finally {
      never.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void sameNotification_givesTheSameBytes() {
    var one = mail(Notes.fresh(memory("lab2-01")));
    assertThat(mail(Notes.fresh(memory("lab2-01")))).isEqualTo(one);
  }

  @Test
  void messageIds_differByNotificationAndAddress() {
    var ids = new HashSet<String>();
    var first = Notes.fresh(memory("lab2-01"));
    for (var notification :
        List.of(
            first,
            numbered(first, 4),
            Notes.fresh(disk("lab2-01")),
            Notes.of(
                Reason.CHANGE,
                List.of(),
                List.of(),
                List.of(Notes.told(Notes.over(memory("lab2-01"), 41)))))) {
      writer().write(notification, FLEET, Notes.NOW).forEach(mail -> ids.add(mail.messageId()));
    }
    assertThat(ids).hasSize(4);
    var two =
        new Notification(
            new Destination.Mail(List.of("a@example.org", "b@example.org", "a@example.org")),
            "k",
            Labels.EMPTY,
            Reason.CHANGE,
            List.of(Notes.told(memory("lab2-01"))),
            List.of(),
            List.of(),
            1);
    assertThat(writer().write(two, FLEET, Notes.NOW))
        .extracting(OutgoingMail::recipient)
        .containsExactly("a@example.org", "b@example.org");
  }

  private static Notification numbered(Notification n, long number) {
    return new Notification(
        n.destination(),
        n.groupKey(),
        n.groupLabels(),
        n.reason(),
        n.fresh(),
        n.standing(),
        n.resolved(),
        number);
  }

  @Test
  void mailsOfOneEpisode_haveOneRoot() throws Exception {
    Told memory = Notes.told(memory("lab2-01"));
    var first = parsed(mail(Notes.of(Reason.CHANGE, List.of(memory), List.of(), List.of())));
    var both =
        parsed(
            mail(
                Notes.of(
                    Reason.CHANGE,
                    List.of(Notes.told(offline("lab2-01", 2))),
                    List.of(memory),
                    List.of())));
    var over =
        parsed(
            mail(
                Notes.of(
                    Reason.CHANGE,
                    List.of(),
                    List.of(),
                    List.of(Notes.told(Notes.over(memory("lab2-01"), 41))))));
    String root = first.getHeader("References", null);
    assertThat(first.getHeader("In-Reply-To", null)).isEqualTo(root);
    assertThat(root)
        .matches("<muster\\.[0-9a-f]{32}@localhost>")
        .isNotEqualTo(first.getMessageID());
    assertThat(over.getHeader("References", null)).isEqualTo(root);
    assertThat(both.getHeader("References", null))
        .startsWith(root)
        .hasSizeGreaterThan(root.length());
    assertThat(first.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(first.getHeader("X-Muster-State")).containsExactly("firing");
    assertThat(over.getHeader("X-Muster-State")).containsExactly("resolved");
  }

  @Test
  void namedReceiver_isLeftToOthers() {
    var named =
        new Notification(
            new Destination.Named("ops"),
            "k",
            Labels.EMPTY,
            Reason.CHANGE,
            List.of(Notes.told(memory("lab2-01"))),
            List.of(),
            List.of(),
            1);
    assertThat(writer().write(named, FLEET, Notes.NOW)).isEmpty();
  }

  @Test
  void noConsole_givesNoLinks() {
    var mails =
        new NotificationMails(
                new PastValues(Notes.values("lab2-01"), Duration.ofSeconds(60)),
                BERLIN,
                null,
                new BridgeMetrics(new PrometheusRegistry()))
            .write(Notes.fresh(memory("lab2-01")), FLEET, Notes.NOW);
    assertThat(mails.getFirst().text()).doesNotContain("://", "Acknowledge");
  }
}
