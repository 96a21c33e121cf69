package dev.muster.alertbridge;

import dev.muster.fleet.Fleet;
import dev.muster.rules.template.Template;
import dev.muster.rules.template.TemplateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * The body that a user's own file writes for a receiver in place of its kind's: the language and
 * the data are those of mails' templates, and what comes out has to be JSON. Where it cannot be
 * read, expanded or parsed, the kind's own body is sent, and the log says why.
 */
final class ReceiverTemplate {
  private static final Logger log = LoggerFactory.getLogger(ReceiverTemplate.class);

  private ReceiverTemplate() {}

  /**
   * The body, or null where the file makes none.
   *
   * @param notice what is told
   */
  static @Nullable String body(Path file, Notice notice, Fleet fleet, ZoneId zone, Instant now) {
    var context =
        new NotificationWords.Context(fleet.alerting(), zone, notice.page(), now.toEpochMilli());
    var content = NotificationWords.of(notice.notification(), context, Map.of(), Map.of());
    var data = new TemplateMail(notice.notification(), context, content);
    try {
      String written =
          Template.ofMessage(Files.readString(file))
              .expand(data.data(), Template.Output.TEXT, data.externalUrl(), now.toEpochMilli());
      Json.MAPPER.readTree(written);
      return written;
    } catch (TemplateException | JacksonException | IOException e) {
      log.error(
          "template of a receiver not usable, the built-in body instead receiver={} file={} mistake=\"{}\"",
          notice.receiver().name(),
          file,
          PlainText.line(String.valueOf(e.getMessage()), 300));
      return null;
    }
  }
}
