package dev.muster.exporter.eventlog;

import dev.muster.exporter.eventlog.EventRecord.Audit;
import java.io.IOException;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An event of the Windows event log as {@code EvtRender} and {@code wevtutil /format:xml} give it.
 * The level is Windows' own (1 critical, 2 error, 3 warning, 0 and 4 info, 5 debug), but for audit
 * events, which all have level 0: a failed audit is a warning. The message is the rendered one, or,
 * where nobody rendered it, the event's data as {@code Name=Value; …}.
 */
final class WindowsEventXml {
  private static final long AUDIT_FAILURE = 0x10_0000_0000_0000L;
  private static final long AUDIT_SUCCESS = 0x20_0000_0000_0000L;
  private static final int MAX_XML = 1 << 20;
  private static final Pattern ILLEGAL =
      Pattern.compile("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x{D800}-\\x{DFFF}\\x{FFFE}\\x{FFFF}]");
  private static final Pattern ILLEGAL_REFERENCE =
      Pattern.compile("(?i)&#(x0*([0-8bcef]|1[0-9a-f]|fff[ef])|0*([0-8]|1[124-9]|2\\d|3[01]));");

  private final Map<String, String> facts = new HashMap<>();
  private final StringBuilder data = new StringBuilder();

  private WindowsEventXml() {}

  /**
   * Reads one {@code <Event>}.
   *
   * @throws IOException if it is none, or is over 1 MiB
   */
  static EventRecord parse(String xml) throws IOException {
    return read(xml).event();
  }

  /**
   * Reads one {@code <Event>} with its number, 0 where it has none.
   *
   * @throws IOException if it is none, or is over 1 MiB
   */
  static WindowsEvent read(String xml) throws IOException {
    if (xml.length() > MAX_XML) {
      throw new IOException("an event of %d characters is too long".formatted(xml.length()));
    }
    var event = new WindowsEventXml();
    try {
      XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(legal(xml)));
      try {
        event.read(reader);
      } finally {
        reader.close();
      }
      return new WindowsEvent(event.id(), event.result());
    } catch (XMLStreamException | DateTimeException | NumberFormatException e) {
      throw new IOException("an event of the Windows log cannot be read: " + e.getMessage(), e);
    }
  }

  /** Programs log control characters too, which Windows passes on and XML forbids. */
  private static String legal(String xml) {
    return ILLEGAL_REFERENCE
        .matcher(ILLEGAL.matcher(xml).replaceAll("\uFFFD"))
        .replaceAll("\uFFFD");
  }

  private long id() {
    return Long.parseLong(facts.getOrDefault("EventRecordID", "0"));
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory;
  }

  private void read(XMLStreamReader reader) throws XMLStreamException {
    Deque<String> path = new ArrayDeque<>();
    var text = new StringBuilder();
    String dataName = "";
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          path.push(reader.getLocalName());
          text.setLength(0);
          dataName = attribute(reader, "Name");
          attributes(reader);
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          String element = path.pop();
          end(element, Objects.requireNonNullElse(path.peek(), ""), dataName, text.toString());
          text.setLength(0);
        }
        default -> {}
      }
    }
  }

  private static String attribute(XMLStreamReader reader, String name) {
    return Objects.requireNonNullElse(reader.getAttributeValue(null, name), "");
  }

  private void attributes(XMLStreamReader reader) {
    switch (reader.getLocalName()) {
      case "Provider" -> facts.putIfAbsent("source", attribute(reader, "Name"));
      case "TimeCreated" -> facts.putIfAbsent("time", attribute(reader, "SystemTime"));
      default -> {}
    }
  }

  private void end(String element, String parent, String dataName, String text) {
    if (parent.equals("System")) {
      facts.put(element, text.strip());
    } else if (element.equals("Message") && parent.equals("RenderingInfo")) {
      facts.put("message", text.strip());
    } else if (element.equals("Data") && parent.equals("EventData")) {
      data.append(data.isEmpty() ? "" : "; ")
          .append(dataName)
          .append(dataName.isEmpty() ? "" : "=")
          .append(text.strip());
    }
  }

  private EventRecord result() throws IOException {
    String id = facts.get("EventID");
    String log = facts.get("Channel");
    if (id == null || log == null) {
      throw new IOException("an event of the Windows log lacks its EventID or Channel");
    }
    String message = facts.getOrDefault("message", data.toString());
    return new EventRecord(
        Instant.parse(facts.getOrDefault("time", "")),
        log,
        level(),
        facts.getOrDefault("source", ""),
        id,
        message.substring(0, Math.min(message.length(), LineBlock.MAX_LINE)),
        audit());
  }

  private Audit audit() {
    String digits = facts.getOrDefault("Keywords", "").replaceFirst("^0x", "");
    long keywords = digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, 16);
    if ((keywords & AUDIT_FAILURE) != 0) {
      return Audit.FAILURE;
    }
    return (keywords & AUDIT_SUCCESS) == 0 ? Audit.NONE : Audit.SUCCESS;
  }

  private Level level() {
    if (audit() == Audit.FAILURE) {
      return Level.WARNING;
    }
    return switch (facts.getOrDefault("Level", "0")) {
      case "1" -> Level.CRITICAL;
      case "2" -> Level.ERROR;
      case "3" -> Level.WARNING;
      case "5" -> Level.DEBUG;
      default -> Level.INFO;
    };
  }
}
