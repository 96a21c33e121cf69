package dev.muster.rules;

import dev.muster.metrics.InstantQuery;
import dev.muster.rules.template.Template;
import dev.muster.rules.template.TemplateData;
import dev.muster.rules.template.TemplateException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A label's or annotation's template; one that cannot be expanded gives the reason instead. */
final class RuleTemplate {
  private static final Logger log = LoggerFactory.getLogger(RuleTemplate.class);

  private final String rule;
  private final @Nullable Template template;
  private final String mistake;

  private RuleTemplate(String rule, @Nullable Template template, String mistake) {
    this.rule = rule;
    this.template = template;
    this.mistake = mistake;
  }

  private static RuleTemplate of(String rule, String text) {
    try {
      return new RuleTemplate(rule, Template.parse(text), "");
    } catch (TemplateException e) {
      return new RuleTemplate(rule, null, String.valueOf(e.getMessage()));
    }
  }

  /** The templates of all these texts. */
  static Map<String, RuleTemplate> all(String rule, Map<String, String> texts) {
    var templates = new TreeMap<String, RuleTemplate>();
    texts.forEach((name, text) -> templates.put(name, of(rule, text)));
    return templates;
  }

  String expand(TemplateData data, InstantQuery query, long timeMillis) {
    String problem = mistake;
    if (template != null) {
      try {
        return template.expand(data, query, timeMillis);
      } catch (TemplateException e) {
        problem = String.valueOf(e.getMessage());
      }
    }
    log.warn("msg=\"alert template not expanded\" rule=\"{}\" reason=\"{}\"", rule, problem);
    return "<error expanding template: " + problem + ">";
  }
}
