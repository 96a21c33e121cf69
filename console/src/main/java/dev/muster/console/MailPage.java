package dev.muster.console;

import dev.muster.archive.FleetStatus;
import java.util.Optional;

/** One mail as it was, or will be, sent. */
final class MailPage {
  private static final int MOST_DIGITS = 18;

  private final FleetStatus status;

  MailPage(FleetStatus status) {
    this.status = status;
  }

  /** The page, or empty where no mail has this number. */
  Optional<String> render(String id) {
    if (!id.matches("[0-9]{1," + MOST_DIGITS + "}")) {
      return Optional.empty();
    }
    return status.mail(Long.parseLong(id)).map(MailPage::page);
  }

  private static String page(FleetStatus.MailText mail) {
    var html = new Html();
    Layout.open(html, mail.subject(), false);
    html.raw("<section>").element("h2", "", mail.subject());
    html.element("p", "summary", "To " + mail.recipient());
    html.element("pre", "", mail.text()).raw("</section>\n");
    Layout.close(html);
    return html.toString();
  }
}
