package dev.muster.alertbridge;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a mail says, before it is text or HTML.
 *
 * @param subject readable on a phone; the essential not in brackets
 * @param headline the first sentence
 * @param facts name and value, one a line
 * @param sections lists under a title each
 * @param closing sentences at the end
 */
record MailContent(
    String subject,
    String headline,
    List<Fact> facts,
    List<Section> sections,
    List<String> closing) {
  private static final int SUBJECT_CHARACTERS = 150;
  private static final String SIGNATURE = "Sent by Muster, which calls the roll of your machines.";

  MailContent {
    subject = PlainText.line(subject, SUBJECT_CHARACTERS);
    facts = List.copyOf(facts);
    sections = List.copyOf(sections);
    closing = List.copyOf(closing);
  }

  /** A line such as {@code Limit: 50%}. */
  record Fact(String name, String value) {}

  /** A titled list. */
  record Section(String title, List<String> lines) {
    Section {
      lines = List.copyOf(lines);
    }
  }

  /** The plain part; lines end with a line feed. */
  String text() {
    var text = new StringBuilder(headline).append("\n\n");
    int width = facts.stream().mapToInt(fact -> fact.name().length() + 1).max().orElse(0);
    for (var fact : facts) {
      text.append(fact.name()).append(':').repeat(' ', width - fact.name().length());
      text.append(fact.value()).append('\n');
    }
    for (var section : sections) {
      text.append('\n').append(section.title()).append(":\n");
      section.lines().forEach(line -> text.append("- ").append(line).append('\n'));
    }
    closing.forEach(sentence -> text.append('\n').append(sentence).append('\n'));
    return text.append("\n-- \n").append(SIGNATURE).append('\n').toString();
  }

  /** The HTML part: the same words, without style sheets, pictures or links to follow. */
  String html() {
    var html = new StringBuilder("<!DOCTYPE html>\n<html><body>\n");
    html.append("<p><b>").append(PlainText.html(headline)).append("</b></p>\n");
    html.append(
        facts.stream()
            .map(fact -> row(fact.name(), fact.value()))
            .collect(Collectors.joining("\n", "<table>\n", "\n</table>\n")));
    for (var section : sections) {
      html.append("<p>").append(PlainText.html(section.title())).append(":</p>\n");
      html.append(
          section.lines().stream()
              .map(line -> "<li>" + PlainText.html(line) + "</li>")
              .collect(Collectors.joining("\n", "<ul>\n", "\n</ul>\n")));
    }
    closing.forEach(
        sentence -> html.append("<p>").append(PlainText.html(sentence)).append("</p>\n"));
    return html.append("<p><small>" + SIGNATURE + "</small></p>\n</body></html>\n").toString();
  }

  private static String row(String name, String value) {
    return "<tr><td valign=\"top\">%s:&nbsp;</td><td>%s</td></tr>"
        .formatted(PlainText.html(name), PlainText.html(value));
  }
}
