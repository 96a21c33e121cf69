package dev.muster.alertbridge;

import dev.muster.alertbridge.NotificationContent.Entry;
import dev.muster.alertbridge.NotificationContent.Part;
import java.util.List;

/** The plain part of a notification's mail, for a terminal of 78 columns. */
final class NotificationText {
  private static final int COLUMNS = 78;
  private static final int NAMES = 18;

  private final StringBuilder text = new StringBuilder();

  private NotificationText() {}

  /** The text; lines end with a line feed. */
  static String of(NotificationContent content) {
    var writer = new NotificationText();
    writer.write(content);
    return writer.text.toString();
  }

  private void write(NotificationContent content) {
    boolean single = isSingle(content);
    wrap(sentence(content.headline()), 0, 0);
    content.why().forEach(sentence -> wrap(sentence, 0, 0));
    for (var part : content.parts()) {
      text.append('\n');
      String title = part.kind().title() + (part.count() > 1 ? " (" + part.count() + ")" : "");
      text.append(title).append('\n').repeat('-', title.length()).append('\n');
      part.entries().forEach(entry -> write(entry, single));
      write(part);
    }
    if (content.page() != null) {
      text.append("\nMuster: ").append(content.page()).append('\n');
    }
    text.append("\n-- \n").append(NotificationContent.SIGNATURE).append('\n');
  }

  /** Whether the headline is the only alert's sentence. */
  static boolean isSingle(NotificationContent content) {
    return content.parts().size() == 1
        && content.parts().getFirst().count() == 1
        && content.parts().getFirst().entries().size() == 1;
  }

  static String sentence(String words) {
    return words.endsWith(".") || words.endsWith("!") || words.endsWith("?") ? words : words + ".";
  }

  private void write(Entry entry, boolean single) {
    if (!single) {
      wrap("* " + entry.sentence(), 0, 2);
    }
    int indent = 2;
    wrap(capital(entry.duration()) + ".", indent, indent);
    entry.notes().forEach(note -> wrap(note, indent, indent));
    text.append('\n');
    facts(entry);
    var picture = entry.picture();
    if (picture != null && !picture.spark().isEmpty()) {
      text.append("\n  ").append(picture.spark()).append('\n');
      wrap(picture.words(), indent, indent);
    }
    for (var section : entry.sections()) {
      text.append("\n  ").append(section.title()).append(":\n");
      section.lines().forEach(line -> wrap("- " + line, indent, indent + 2));
    }
    for (String sentence : entry.closing()) {
      text.append('\n');
      wrap(sentence, indent, indent);
    }
    if (!entry.links().isEmpty()) {
      text.append('\n');
      int width = entry.links().stream().mapToInt(link -> link.words().length()).max().orElse(0);
      for (var link : entry.links()) {
        text.append("  ").append(link.words()).append(": ");
        text.repeat(' ', width - link.words().length()).append(link.address()).append('\n');
      }
    }
    text.append('\n');
  }

  private void facts(Entry entry) {
    int width = entry.facts().stream().mapToInt(fact -> fact.name().length()).max().orElse(0);
    int names = Math.min(width, NAMES) + 2;
    for (var fact : entry.facts()) {
      String name = fact.name() + ":";
      String pad = " ".repeat(Math.max(1, names - name.length()));
      wrap(name + pad + fact.value(), 2, 2 + names, name.length() + pad.length());
    }
  }

  private void write(Part part) {
    for (var line : part.lines()) {
      wrap("* " + line.sentence() + ", " + line.duration(), 0, 2);
    }
    if (part.more() > 0) {
      text.append("* and ").append(part.more()).append(" more\n");
    }
    if (!part.lines().isEmpty() || part.more() > 0) {
      text.append('\n');
    }
  }

  private void wrap(String words, int indent, int hanging) {
    wrap(words, indent, hanging, 0);
  }

  /**
   * Writes words in lines of at most 78 columns; a single longer word stays whole.
   *
   * @param keep how many characters at the beginning are written as they are
   */
  private void wrap(String words, int indent, int hanging, int keep) {
    var line = new StringBuilder(" ".repeat(indent)).append(words, 0, keep);
    boolean empty = keep == 0;
    for (String word : List.of(words.substring(keep).split(" ", -1))) {
      if (!empty && line.length() + 1 + word.length() > COLUMNS && !line.isEmpty()) {
        text.append(line.toString().stripTrailing()).append('\n');
        line.setLength(0);
        line.append(" ".repeat(hanging));
        empty = true;
      }
      boolean first = empty || line.charAt(line.length() - 1) == ' ';
      line.append(first ? "" : " ").append(word);
      empty = false;
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private static String capital(String words) {
    return words.isEmpty() ? words : Character.toTitleCase(words.charAt(0)) + words.substring(1);
  }
}
