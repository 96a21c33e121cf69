package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * One record of the log.
 *
 * @param source the class it comes from, without its package
 * @param trace the stack trace, "" where nothing was thrown
 */
record LogLine(Instant time, Level level, String source, String message, String trace) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneOffset.UTC);

  static LogLine of(
      Instant time, Level level, String logger, String message, @Nullable Throwable thrown) {
    String source = logger.substring(logger.lastIndexOf('.') + 1);
    return new LogLine(time, level, source, message, thrown == null ? "" : trace(thrown));
  }

  private static String trace(Throwable thrown) {
    var text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /** Line ends in the message become blanks: what one writes to a log is one line of it. */
  String logfmt() {
    String line = message.replace('\r', ' ').replace('\n', ' ');
    return "time=%s level=%s source=%s %s\n%s"
        .formatted(TIME.format(time), level, source, line, trace);
  }

  String json() {
    var out = new StringBuilder("{");
    field(out, "time", TIME.format(time)).append(',');
    field(out, "level", level.toString()).append(',');
    field(out, "source", source).append(',');
    field(out, "message", message);
    if (!trace.isEmpty()) {
      field(out.append(','), "exception", trace);
    }
    return out.append("}\n").toString();
  }

  private static StringBuilder field(StringBuilder out, String name, String value) {
    out.append('"').append(name).append("\":");
    JsonText.append(out, value);
    return out;
  }

  void writeTo(OutputStream out, boolean json) {
    try {
      out.write((json ? json() : logfmt()).getBytes(UTF_8));
    } catch (IOException closed) {
      // Nobody reads the log any more; the exporter serves on.
    }
  }
}
