package dev.muster.scraper;

import dev.muster.archive.EventRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Event-log records as the exporter writes them: a JSON object a line, the last with the cursor
 * alone.
 *
 * @param cursor the place behind the last record
 */
record EventPage(List<EventRecord> events, String cursor) {
  private static final int LINE_LIMIT = 64 * 1024;
  private static final JsonMapper JSON = new JsonMapper();

  EventPage {
    events = List.copyOf(events);
  }

  /**
   * Reads records to the end, or until the body limit, where the last whole record's cursor counts.
   * A record longer than {@value #LINE_LIMIT} bytes is left out, lest it stop all behind it.
   *
   * @throws ScrapeException if it is something else
   */
  static EventPage read(InputStream in, long bodyLimit) throws IOException {
    var events = new ArrayList<EventRecord>();
    String cursor = "";
    var line = new ByteArrayOutputStream();
    long length = 0;
    byte[] chunk = new byte[8192];
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      length += read;
      for (int i = 0; i < read; i++) {
        if (chunk[i] != '\n') {
          append(line, chunk[i]);
        } else if (line.size() > LINE_LIMIT) {
          line.reset();
        } else if (line.size() > 0) {
          cursor = take(line, events);
        }
      }
      if (length > bodyLimit) {
        return ended(events, cursor, "events larger than " + Wording.size(bodyLimit));
      }
    }
    if (line.size() > LINE_LIMIT) {
      throw new ScrapeException("its events end in one longer than " + LINE_LIMIT + " bytes");
    }
    if (line.size() > 0) {
      cursor = take(line, events);
    }
    return ended(events, cursor, "its events end without a cursor");
  }

  private static EventPage ended(List<EventRecord> events, String cursor, String otherwise) {
    if (cursor.isEmpty()) {
      throw new ScrapeException(otherwise);
    }
    return new EventPage(events, cursor);
  }

  /** Keeps one byte more than allowed, by which a line is known to be too long. */
  private static void append(ByteArrayOutputStream line, byte b) {
    if (line.size() <= LINE_LIMIT) {
      line.write(b);
    }
  }

  private static String take(ByteArrayOutputStream line, List<EventRecord> events) {
    byte[] bytes = line.toByteArray();
    line.reset();
    JsonNode node;
    try {
      node = JSON.readTree(bytes);
    } catch (JacksonException e) {
      throw new ScrapeException("an event that is not JSON", e);
    }
    String cursor = text(node, "cursor");
    if (cursor.isEmpty()) {
      throw new ScrapeException("an event without a cursor");
    }
    if (node.has("time")) {
      events.add(
          new EventRecord(
              time(node.path("time")),
              text(node, "log"),
              text(node, "level").toLowerCase(Locale.ROOT),
              text(node, "source"),
              text(node, "event_id"),
              text(node, "message")));
    }
    return cursor;
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString("");
  }

  /** Unix seconds, or RFC 3339. */
  private static long time(JsonNode node) {
    try {
      return node.isNumber()
          ? Math.round(node.asDouble() * 1000)
          : Instant.parse(node.asString("")).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new ScrapeException("an event whose time is neither Unix seconds nor RFC 3339", e);
    }
  }
}
