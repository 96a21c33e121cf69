package dev.muster.alertbridge;

import java.util.List;

/**
 * A mail's words and pictures as they go into a message.
 *
 * @param text lines end with a line feed
 * @param html the same words
 * @param pictures that the HTML part shows by their content ids
 */
record Letter(String subject, String text, String html, List<Inline> pictures) {
  Letter {
    pictures = List.copyOf(pictures);
  }

  /**
   * A picture in the message.
   *
   * @param name of a file, in ASCII
   */
  record Inline(String name, Png png) {}

  static Letter of(MailContent content) {
    return new Letter(content.subject(), content.text(), content.html(), List.of());
  }
}
