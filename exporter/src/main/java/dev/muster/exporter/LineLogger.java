package dev.muster.exporter;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** One logger of {@link ExporterLog}. */
final class LineLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1;

  private final transient ExporterLog log;

  LineLogger(String name, ExporterLog log) {
    this.name = name;
    this.log = log;
  }

  @Override
  public boolean isTraceEnabled() {
    return log.takes(name, Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return log.takes(name, Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return log.takes(name, Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return log.takes(name, Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return log.takes(name, Level.ERROR);
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    log.write(name, level, MessageFormatter.basicArrayFormat(pattern, arguments), thrown);
  }
}
