package dev.muster.alertbridge;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the mail of a notification says, before it is text or HTML.
 *
 * @param subject one line
 * @param firing whether anything in it fires
 * @param headline the first sentence, without a full stop
 * @param why sentences that say why it is told now; none where something began or ended
 * @param parts NEW, STILL FIRING and RESOLVED, those that there are
 * @param page the console's address, or null
 */
record NotificationContent(
    String subject,
    boolean firing,
    String headline,
    List<String> why,
    List<Part> parts,
    @Nullable URI page) {
  static final String SIGNATURE = "Sent by Muster, which calls the roll of your machines.";

  NotificationContent {
    why = List.copyOf(why);
    parts = List.copyOf(parts);
  }

  /** What became of the alerts of a part. */
  enum Kind {
    FRESH("NEW"),
    STANDING("STILL FIRING"),
    RESOLVED("RESOLVED");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /**
   * Alerts of one kind.
   *
   * @param count how many there are
   * @param entries those that are told in full
   * @param lines the others, a line each
   * @param more how many are not even named
   */
  record Part(Kind kind, int count, List<Entry> entries, List<Line> lines, int more) {
    Part {
      entries = List.copyOf(entries);
      lines = List.copyOf(lines);
    }
  }

  /**
   * An alert in full.
   *
   * @param sentence whose it is and what is the matter
   * @param duration how long it has been or was so, such as {@code for 5m 3s}
   * @param notes what else there is to know: that it flaps, who acknowledged it
   * @param picture null where there is none
   */
  record Entry(
      String sentence,
      String duration,
      List<String> notes,
      List<MailContent.Fact> facts,
      List<MailContent.Section> sections,
      List<String> closing,
      List<Link> links,
      @Nullable Picture picture) {
    Entry {
      notes = List.copyOf(notes);
      facts = List.copyOf(facts);
      sections = List.copyOf(sections);
      closing = List.copyOf(closing);
      links = List.copyOf(links);
    }
  }

  /** An alert in one line. */
  record Line(String sentence, String duration) {}

  /** Where more is to be had or done. */
  record Link(String words, URI address) {}

  /**
   * A picture beside the numbers.
   *
   * @param png the file
   * @param spark the same as a line of block characters
   * @param words what it shows, for who cannot see it
   */
  record Picture(Png png, String name, String spark, String words) {}

  /** The pictures, each once. */
  List<Picture> pictures() {
    return parts.stream()
        .flatMap(part -> part.entries().stream())
        .map(Entry::picture)
        .filter(picture -> picture != null)
        .distinct()
        .toList();
  }
}
