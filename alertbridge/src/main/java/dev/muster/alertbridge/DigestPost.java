package dev.muster.alertbridge;

import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Smtp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renders the mails of digests. */
record DigestPost(BridgeMetrics metrics) {
  private static final Logger log = LoggerFactory.getLogger(DigestPost.class);

  /**
   * One mail to each.
   *
   * @param about what makes it another mail than any other
   */
  List<OutgoingMail> to(
      List<String> recipients,
      MailContent content,
      String about,
      String type,
      @Nullable Smtp smtp,
      Instant now) {
    var renderer = new MailRenderer(smtp == null ? MailDesk.LOCAL_SENDER : smtp.from());
    var mails = new ArrayList<OutgoingMail>();
    for (String recipient : recipients) {
      try {
        mails.add(
            renderer.render(content, recipient, about, about, Map.of("X-Muster-Type", type), now));
      } catch (MailRenderer.UnrenderableException e) {
        metrics.mailFailed(BridgeMetrics.Failure.UNRENDERABLE);
        log.error("mail lost type={} reason={}", type, e.getMessage());
      }
    }
    return mails;
  }
}
