package dev.muster.exporter;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Flags about the log, which goes to standard error. */
final class LogFlags {
  private static final List<String> LEVELS = List.of("debug", "info", "warn", "error");
  private static final List<String> FORMATS = List.of("logfmt", "json");
  private static final String LOGFMT =
      "time=%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\",UTC} level=%level source=%logger{0}"
          + " %replace(%msg){'[\\r\\n]+',' '}%n";

  @Option(
      names = "--log.level",
      paramLabel = "LEVEL",
      description = "What is logged at least: debug, info, warn or error (info).")
  private String level = "info";

  @Option(
      names = "--log.format",
      paramLabel = "FORMAT",
      description = "How it is logged: logfmt or json (logfmt).")
  private String format = "logfmt";

  /**
   * Sets this JVM's logging up.
   *
   * @throws ExporterException if there is no such level or format
   */
  void apply() {
    check("--log.level", level, LEVELS);
    check("--log.format", format, FORMATS);
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    context.reset();
    Encoder<ILoggingEvent> encoder = encoder();
    encoder.setContext(context);
    encoder.start();
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    context.getLogger("dev.muster").setLevel(Level.valueOf(level.toUpperCase(Locale.ROOT)));
  }

  private Encoder<ILoggingEvent> encoder() {
    if (format.equals("json")) {
      return new JsonEncoder();
    }
    var encoder = new PatternLayoutEncoder();
    encoder.setPattern(LOGFMT);
    return encoder;
  }

  private static void check(String flag, String value, List<String> known) {
    if (!known.contains(value)) {
      throw new ExporterException(
          "%s is '%s'; it must be one of %s.".formatted(flag, value, String.join(", ", known)));
    }
  }
}
