package dev.muster.alertbridge;

import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Fleet;
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

  /**
   * A mail like one about a real alert, with [TEST] at the end of its subject.
   *
   * @throws IllegalArgumentException if one of the addresses is none
   */
  public static OutgoingMail drill(String from, String to, Fleet fleet, InstantSource clock) {
    var now = clock.instant();
    var alert = TestNotification.drill(fleet, now);
    var transition =
        new Transition(
            Transition.Cause.FIRED, null, alert.record(), alert.client(), null, List.of());
    var real = AlertMail.of(transition, LastHour.UNKNOWN, ZoneId.systemDefault(), null);
    var content =
        new MailContent(
            real.subject() + " " + TestNotification.TEST,
            real.headline(),
            real.facts(),
            real.sections(),
            List.of("This is a fire drill: nothing is wrong."));
    String about = "drill\n" + now;
    return rendered(from, to, content, about, "drill", now);
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
    return rendered(from, to, content, "test\n" + now, "test", now);
  }

  private static OutgoingMail rendered(
      String from, String to, MailContent content, String about, String type, Instant now) {
    try {
      return new MailRenderer(from)
          .render(content, to, about, about, Map.of("X-Muster-Type", type), now);
    } catch (MailRenderer.UnrenderableException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
