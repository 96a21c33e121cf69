package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.muster.exporter.eventlog.BadCursorException;
import dev.muster.exporter.eventlog.EventLogs;
import dev.muster.exporter.eventlog.EventRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;

/**
 * {@code GET /events?after=CURSOR&limit=N}: event-log records, one JSON object a line, and a last
 * line with where to go on.
 *
 * <pre>
 * {"cursor":"MQ…","time":1700000000.123,"log":"syslog","level":"error","source":"sshd","event_id":"","message":"…"}
 * {"cursor":"MQ…"}
 * </pre>
 *
 * Without a cursor there is the last line alone, and it means now.
 */
final class EventsEndpoint {
  static final String TYPE = "application/x-ndjson; charset=utf-8";
  private static final int DEFAULT_LIMIT = 500;

  private final EventLogs logs;

  EventsEndpoint(EventLogs logs) {
    this.logs = logs;
  }

  void handle(HttpExchange exchange) throws IOException {
    QueryString query = QueryString.parse(exchange.getRequestURI().getRawQuery());
    int limit = limit(query.first("limit"));
    String after = query.first("after");
    EventLogs.Batch batch = after.isEmpty() ? logs.end() : after(after, limit);
    if (Answer.isHead(exchange)) {
      Answer.body(exchange, 200, TYPE, "");
      return;
    }
    try (OutputStream out = Answer.stream(exchange, TYPE)) {
      for (EventLogs.Event event : batch.events()) {
        out.write(line(event).getBytes(UTF_8));
      }
      out.write(last(batch.next()).getBytes(UTF_8));
    }
  }

  private EventLogs.Batch after(String cursor, int limit) {
    try {
      return logs.after(cursor, limit);
    } catch (BadCursorException e) {
      throw new BadRequestException(e.getMessage() + ".");
    }
  }

  private static int limit(String text) {
    if (text.isEmpty()) {
      return DEFAULT_LIMIT;
    }
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= EventLogs.MAX_LIMIT) {
        return limit;
      }
    } catch (NumberFormatException notANumber) {
      // Said below.
    }
    throw new BadRequestException(
        "limit must be a whole number from 1 to %d.".formatted(EventLogs.MAX_LIMIT));
  }

  static String line(EventLogs.Event event) {
    EventRecord record = event.event();
    var json = new StringBuilder(256 + record.message().length());
    json.append("{\"cursor\":");
    JsonText.append(json, event.cursor());
    json.append(",\"time\":")
        .append(BigDecimal.valueOf(record.time().toEpochMilli(), 3).toPlainString());
    field(json, "log", record.log());
    field(json, "level", record.level().label());
    field(json, "source", record.source());
    field(json, "event_id", record.eventId());
    field(json, "message", record.message());
    return json.append("}\n").toString();
  }

  private static void field(StringBuilder json, String name, String value) {
    json.append(",\"").append(name).append("\":");
    JsonText.append(json, value);
  }

  static String last(String cursor) {
    var json = new StringBuilder("{\"cursor\":");
    JsonText.append(json, cursor);
    return json.append("}\n").toString();
  }
}
