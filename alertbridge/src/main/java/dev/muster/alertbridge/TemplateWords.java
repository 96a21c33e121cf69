package dev.muster.alertbridge;

import dev.muster.rules.template.TemplateException;
import dev.muster.rules.template.TemplateObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a user's templates write of one notification. */
final class TemplateWords {
  private static final Logger log = LoggerFactory.getLogger(TemplateWords.class);

  private final MailTemplates templates;
  private final TemplateMail mail;
  private final BridgeMetrics metrics;
  private final TemplateObject data;

  TemplateWords(MailTemplates templates, TemplateMail mail, BridgeMetrics metrics) {
    this.templates = templates;
    this.mail = mail;
    this.metrics = metrics;
    this.data = mail.data();
  }

  /** What a part's template writes, or null where there is none or it fails on this one. */
  @Nullable String expand(MailTemplates.Part part) {
    try {
      String written = templates.expand(part, data, mail.externalUrl(), mail.context().now());
      return written == null ? null : written.replace("\r\n", "\n").replace('\r', '\n');
    } catch (TemplateException e) {
      metrics.templateFailures.labelValues(part.label()).inc();
      log.error(
          "template failed, built-in words instead template={} mistake=\"{}\"",
          part.label(),
          e.getMessage());
      return null;
    }
  }
}
