package dev.muster.fleet;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Makes elements of XML text by the JDK's parser, which refuses DTDs and fetches nothing; places
 * come from {@link TagScanner}.
 */
final class XmlTree {
  private static final String FEATURES = "http://apache.org/xml/features/";
  private static final String ENTITIES = "http://xml.org/sax/features/external-";

  private XmlTree() {}

  /**
   * The outermost element.
   *
   * @throws FleetException with the first place where the text is not well-formed
   */
  static Element parse(SourceText source) {
    try {
      var builder = new Builder(source, TagScanner.scan(source.text()).iterator());
      parser().parse(new InputSource(new StringReader(source.text())), builder);
      return Objects.requireNonNull(builder.root);
    } catch (XmlMistakeException e) {
      throw source.mistake(e.offset(), String.valueOf(e.getMessage()), e.right());
    } catch (SAXParseException e) {
      throw notWellFormed(source, e);
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new IllegalStateException("the JDK's XML parser cannot be used", e);
    }
  }

  private static SAXParser parser() throws ParserConfigurationException, SAXException {
    var factory = SAXParserFactory.newDefaultInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature(FEATURES + "disallow-doctype-decl", true);
    factory.setFeature(FEATURES + "nonvalidating/load-external-dtd", false);
    factory.setFeature(ENTITIES + "general-entities", false);
    factory.setFeature(ENTITIES + "parameter-entities", false);
    return factory.newSAXParser();
  }

  private static FleetException notWellFormed(SourceText source, SAXParseException e) {
    var at = new Position(Math.max(1, e.getLineNumber()), Math.max(1, e.getColumnNumber()));
    String why =
        String.valueOf(e.getMessage())
            .lines()
            .findFirst()
            .orElse("")
            .strip()
            .replaceFirst("\\.$", "");
    return new FleetException(
        List.of(
            new Finding(
                source.file(),
                at.line(),
                at.column(),
                "not well-formed XML: " + why,
                "mend it here or just before")));
  }

  /** Builds elements from the parser's events, each with the place the scanner found for it. */
  private static final class Builder extends DefaultHandler {
    private final SourceText source;
    private final Iterator<Tag> tags;
    private final Deque<Element> open = new ArrayDeque<>();
    private @Nullable Element root;

    Builder(SourceText source, Iterator<Tag> tags) {
      this.source = source;
      this.tags = tags;
    }

    @Override
    public void startElement(String uri, String localName, String name, Attributes attributes) {
      var tag = tags.next();
      var values = LinkedHashMap.<String, Attribute>newLinkedHashMap(attributes.getLength());
      tag.attributes()
          .forEach((key, offset) ->
              values.put(
                  key,
                  new Attribute(
                      key,
                      Objects.requireNonNull(attributes.getValue(key)),
                      source.position(offset))));
      var text = tag.textOffset() == Tag.NO_TEXT ? null : source.position(tag.textOffset());
      var element =
          new Element(name, source.position(tag.offset()), values, new ArrayList<>(), text);
      if (open.isEmpty()) {
        root = element;
      } else {
        open.element().children().add(element);
      }
      open.push(element);
    }

    @Override
    public void endElement(String uri, String localName, String name) {
      open.pop();
    }

    /** Errors reach the caller as exceptions; the default would print fatal ones. */
    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }
  }
}
