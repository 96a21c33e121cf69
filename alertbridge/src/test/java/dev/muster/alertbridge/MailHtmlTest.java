package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the page shows of a mail that was sent. */
class MailHtmlTest {
  private static final Instant NOW = Instant.parse("2026-11-22T09:42:07Z");

  @Test
  void html_isThatOfTheMessage_withItsPicturesInIt() throws Exception {
    var picture = new Png(new byte[] {1, 2, 3});
    var letter =
        new Letter(
            "subject",
            "words",
            "<p>Größe <img src=\"cid:" + picture.contentId() + "\"></p>",
            List.of(new Letter.Inline("picture.png", picture)));
    var mail =
        new MailRenderer("muster@example.org")
            .render(letter, "it@example.org", "about", List.of(), Map.of(), NOW);
    assertThat(MailHtml.of(mail.message()))
        .hasValueSatisfying(html ->
            assertThat(html.strip())
                .isEqualTo("<p>Größe <img src=\"data:image/png;base64,AQID\"></p>"));
  }

  @Test
  void messageWithoutHtml_hasNone() {
    assertThat(MailHtml.of("Subject: x\r\n\r\nwords")).isEmpty();
    assertThat(MailHtml.of("")).isEmpty();
  }
}
