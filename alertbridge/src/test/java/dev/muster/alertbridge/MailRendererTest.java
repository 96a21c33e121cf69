package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.archive.EventRecord;
import dev.muster.archive.OutgoingMail;
import dev.muster.archive.StoredEvent;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;
import javax.mail.internet.MimeMultipart;
import org.junit.jupiter.api.Test;

final class MailRendererTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:42:07Z");
  private final MailRenderer renderer = new MailRenderer("muster@example.org");

  private OutgoingMail render(String subject, String line, String recipient, String about)
      throws Exception {
    var content =
        new MailContent(
            subject,
            "Headline",
            List.of(new MailContent.Fact("Client", line)),
            List.of(new MailContent.Section("Records", List.of(line))),
            List.of());
    return renderer.render(
        content,
        recipient,
        about,
        "root",
        Map.of("X-Muster-Client", PlainText.line(line, 80)),
        NOW);
  }

  private static MimeMessage parsed(OutgoingMail mail) throws Exception {
    return new MimeMessage(
        Session.getInstance(new Properties()),
        new ByteArrayInputStream(mail.message().getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void headers_areThoseOfAnAlert() throws Exception {
    var mail = render("pc: memory", "pc", "it@example.org", "about");
    var message = parsed(mail);
    assertThat(message.getHeader("Message-ID")).containsExactly(mail.messageId());
    assertThat(mail.messageId()).matches("<muster\\.[0-9a-f]{32}@example\\.org>");
    assertThat(message.getSentDate()).isEqualTo(NOW);
    assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(message.getHeader("List-Id")).containsExactly("Muster <alerts.muster.example.org>");
    assertThat(message.getHeader("To")).containsExactly("it@example.org");
    assertThat(message.getHeader("From")).containsExactly("Muster <muster@example.org>");
    assertThat(message.getHeader("X-Muster-Client")).containsExactly("pc");
    var root = render("s", "pc", "it@example.org", "root");
    assertThat(message.getHeader("References")).containsExactly(root.messageId());
    assertThat(message.getHeader("In-Reply-To")).containsExactly(root.messageId());
    assertThat(parsed(root).getHeader("References")).isNull();
  }

  @Test
  void messageId_dependsOnEventAndRecipientAlone() throws Exception {
    String id = render("a", "b", "it@example.org", "about").messageId();
    assertThat(render("c", "d", "it@example.org", "about").messageId()).isEqualTo(id);
    assertThat(render("a", "b", "other@example.org", "about").messageId()).isNotEqualTo(id);
    assertThat(render("a", "b", "it@example.org", "other").messageId()).isNotEqualTo(id);
  }

  @Test
  void message_isAsciiInShortLinesAndReadsBack() throws Exception {
    String line = "Schüler-PC ☃ " + "lang ".repeat(600);
    var mail = render("Schüler-PC ☃: Speicher", line, "it@example.org", "about");
    assertThat(mail.message().chars()).allMatch(c -> c < 128);
    assertThat(mail.message().split("\r\n", -1)).allMatch(text -> text.length() <= 998);
    assertThat(mail.message().replace("\r\n", "")).doesNotContain("\n", "\r");
    var message = parsed(mail);
    assertThat(message.getSubject()).isEqualTo("Schüler-PC ☃: Speicher");
    var parts = (MimeMultipart) message.getContent();
    assertThat(message.getContentType()).startsWith("multipart/alternative");
    assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain");
    assertThat(parts.getBodyPart(0).getContent().toString()).contains(line.strip());
    assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
    assertThat(parts.getBodyPart(1).getContent().toString()).contains(line.strip());
  }

  @Test
  void asciiLine_thatIsTooLong_isEncoded() throws Exception {
    var mail = render("s", "x".repeat(5000), "it@example.org", "about");
    assertThat(mail.message().split("\r\n", -1)).allMatch(text -> text.length() <= 998);
    var parts = (MimeMultipart) parsed(mail).getContent();
    assertThat(parts.getBodyPart(0).getContent().toString()).contains("x".repeat(5000));
  }

  @Test
  void lineBreaks_inNames_makeNoHeaders() throws Exception {
    var client =
        Fleets.client(
            "pc\r\nBcc: all@example.org\r\n\r\n<script>", "", List.of("it@example.org"), true);
    var mail =
        renderer.render(
            EventMail.of(client, events("a\r\nBcc: b@c"), ZoneOffset.UTC, null),
            "it@example.org",
            "a",
            "a",
            Map.of("X-Muster-Client", AlertMail.name(client.name())),
            NOW);
    var message = parsed(mail);
    assertThat(message.getHeader("Bcc")).isNull();
    assertThat(message.getSubject())
        .isEqualTo("pc Bcc: all@example.org <script>: error from s: a Bcc: b@c");
    assertThat(mail.message()).doesNotContainPattern("(?m)^Bcc");
    var parts = (MimeMultipart) message.getContent();
    assertThat(parts.getBodyPart(1).getContent().toString())
        .contains("&lt;script&gt;")
        .doesNotContain("<script>");
  }

  private static List<StoredEvent> events(String message) {
    return List.of(new StoredEvent(1, "pc", new EventRecord(0, "l", "error", "s", "", message)));
  }

  @Test
  void recipient_thatIsNoAddress_isRefused() {
    assertThatThrownBy(() -> render("s", "l", "no\r\nBcc: a@b", "about"))
        .isInstanceOf(MailRenderer.UnrenderableException.class);
    assertThatThrownBy(() -> TestMail.render("muster@example.org", "nobody@", () -> NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nobody@");
  }
}
