package dev.muster.fleet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Finds the place of every start tag and attribute in an XML text, which the JDK's parsers do not
 * tell, and says of the usual slips what would be right. It lets some things pass that are no XML:
 * the JDK's parser, which reads the values afterwards, has the last word.
 *
 * <p>No message repeats a value or anything else that could be a part of a password.
 */
final class TagScanner {
  static final int MOST_ELEMENTS = 200_000;
  static final int MOST_ATTRIBUTES = 100;
  static final int DEEPEST = 16;

  private final TextCursor cursor;
  private final List<Tag> tags = new ArrayList<>();
  private final Deque<Tag> open = new ArrayDeque<>();

  private TagScanner(String text) {
    this.cursor = new TextCursor(text);
  }

  /** The start tags in the order of the text. */
  static List<Tag> scan(String text) throws XmlMistakeException {
    var scanner = new TagScanner(text);
    scanner.cursor.checkCharacters();
    scanner.document();
    return scanner.tags;
  }

  private void document() throws XmlMistakeException {
    while (!cursor.atEnd()) {
      if (cursor.looksAt("<")) {
        markup();
      } else {
        text();
      }
    }
    if (!open.isEmpty()) {
      var last = open.element();
      throw new XmlMistakeException(
          last.offset(),
          "<" + last.name() + "> is never closed",
          "write </" + last.name() + "> where it ends");
    }
    if (tags.isEmpty()) {
      throw new XmlMistakeException(
          0, "the file has no element", "begin with <fleet> or a lone <client>");
    }
  }

  private void markup() throws XmlMistakeException {
    int start = cursor.offset();
    if (cursor.takes("<!--")) {
      comment(start);
    } else if (cursor.takes("<![CDATA[")) {
      cursor.skipPast("]]>", start, "a CDATA section is never closed");
      content(start);
    } else if (cursor.looksAt("<!")) {
      throw cursor.mistake(
          "a document type or entity declaration",
          "remove it: a fleet file has no DTD and no entities");
    } else if (cursor.takes("<?")) {
      instruction(start);
    } else if (cursor.takes("</")) {
      endTag(start);
    } else {
      startTag(start);
    }
  }

  private void comment(int start) throws XmlMistakeException {
    cursor.skipPast("--", start, "a comment is never closed");
    if (!cursor.takes(">")) {
      throw new XmlMistakeException(
          cursor.offset() - 2,
          "\"--\" inside a comment",
          "XML forbids it: write one hyphen, or end the comment with -->");
    }
  }

  private void instruction(int start) throws XmlMistakeException {
    String target = cursor.name();
    if (target.equals("xml") && start > 0) {
      throw new XmlMistakeException(
          start,
          "an XML declaration inside the file",
          "let it be the very first thing in the file, or remove it");
    }
    cursor.skipPast("?>", start, "a processing instruction is never closed");
  }

  private void text() throws XmlMistakeException {
    int start = cursor.offset();
    if (cursor.looksAt("]]>")) {
      throw cursor.mistake("\"]]>\" outside of a CDATA section", "remove it");
    }
    if (cursor.looksAt("&")) {
      cursor.reference();
      content(start);
    } else if (!cursor.skipSpace()) {
      content(start);
      cursor.next();
    }
  }

  private void content(int at) throws XmlMistakeException {
    var element = open.peek();
    if (element == null) {
      throw new XmlMistakeException(
          at, "text outside of every element", "remove it, or make it a comment <!-- ... -->");
    }
    element.text(at);
  }

  private void endTag(int start) throws XmlMistakeException {
    String name = cursor.name();
    var element = open.peek();
    if (element == null) {
      throw new XmlMistakeException(
          start, "</" + name + "> closes nothing", "remove it, or open <" + name + "> before it");
    }
    if (!element.name().equals(name)) {
      throw new XmlMistakeException(
          start,
          "</" + name + "> stands where <" + element.name() + "> is still open",
          "write </" + element.name() + "> first");
    }
    cursor.skipSpace();
    if (!cursor.takes(">")) {
      throw cursor.mistake("an end tag without its >", "write </" + name + ">");
    }
    open.pop();
  }

  private void startTag(int start) throws XmlMistakeException {
    cursor.next();
    var tag = new Tag(cursor.name(), start);
    if (tag.name().isEmpty()) {
      throw new XmlMistakeException(
          start, "\"<\" without an element's name after it", "write &lt; for a plain \"<\"");
    }
    checkBounds(tag);
    tags.add(tag);
    boolean space = cursor.skipSpace();
    while (!cursor.takes("/>")) {
      if (cursor.takes(">")) {
        open.push(tag);
        return;
      }
      attribute(tag, space);
      space = cursor.skipSpace();
    }
  }

  private void checkBounds(Tag tag) throws XmlMistakeException {
    if (open.isEmpty() && !tags.isEmpty()) {
      throw new XmlMistakeException(
          tag.offset(),
          "a second outermost element",
          "put all clients of the file into one <fleet>");
    }
    if (open.size() == DEEPEST) {
      throw new XmlMistakeException(
          tag.offset(),
          "elements nested more than " + DEEPEST + " deep",
          "a fleet file needs four: <fleet>, <group>, <client>, <alert>");
    }
    if (tags.size() == MOST_ELEMENTS) {
      throw new XmlMistakeException(
          tag.offset(), "more than " + MOST_ELEMENTS + " elements", "split the fleet over servers");
    }
  }

  private void attribute(Tag tag, boolean space) throws XmlMistakeException {
    int start = cursor.offset();
    if (cursor.atEnd() || cursor.looksAt("<")) {
      throw new XmlMistakeException(
          tag.offset(), "the tag <" + tag.name() + " is never closed", "end it with > or />");
    }
    String name = cursor.name();
    if (name.isEmpty()) {
      throw cursor.mistake(
          "a character that is no part of a tag", "write attributes as name=\"value\"");
    }
    if (!space) {
      throw new XmlMistakeException(
          start,
          "no space before an attribute",
          "write a space between attributes; a quote may be missing before it");
    }
    cursor.skipSpace();
    if (!cursor.takes("=")) {
      throw new XmlMistakeException(
          start, "an attribute without =\"value\"", "write attributes as name=\"value\"");
    }
    cursor.skipSpace();
    cursor.quotedValue(start, name);
    if (tag.attributes().putIfAbsent(name, start) != null) {
      throw new XmlMistakeException(
          start, "attribute " + name + " stands twice in one tag", "keep one of them");
    }
    if (tag.attributes().size() > MOST_ATTRIBUTES) {
      throw new XmlMistakeException(
          start,
          "more than " + MOST_ATTRIBUTES + " attributes in one tag",
          "remove those not needed");
    }
  }
}
