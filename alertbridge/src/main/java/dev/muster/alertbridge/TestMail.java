package dev.muster.alertbridge;

import dev.muster.archive.OutgoingMail;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** The mail that shows that mails arrive. */
public final class TestMail {
  private TestMail() {}

  /**
   * A test mail.
   *
   * @throws IllegalArgumentException if one of the addresses is none
   */
  public static OutgoingMail render(String from, String to, InstantSource clock) {
    return render(from, to, clock.instant(), ZoneId.systemDefault());
  }

  static OutgoingMail render(String from, String to, Instant now, ZoneId zone) {
    var content =
        new MailContent(
            "Muster test mail: mails arrive",
            "This is a test. Alerts of your machines will arrive the same way.",
            List.of(
                new MailContent.Fact("From", from),
                new MailContent.Fact("To", to),
                new MailContent.Fact("Sent", TimeText.full(now.toEpochMilli(), zone))),
            List.of(),
            List.of("Nothing has to be done."));
    try {
      String about = "test\n" + now;
      return new MailRenderer(from)
          .render(content, to, about, about, Map.of("X-Muster-Type", "test"), now);
    } catch (MailRenderer.UnrenderableException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
