package dev.muster.exporter;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The exporter's log: slf4j's calls as lines on standard error. What is not Muster's own is logged
 * from WARN up. A third of the classes of a full logging library is what it saves each PC.
 */
public final class ExporterLog implements SLF4JServiceProvider, ILoggerFactory {
  private static final String OURS = "dev.muster.";

  /** How much, in which shape, and where to. */
  record Sink(Level least, boolean json, OutputStream out, InstantSource clock) {}

  private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter context = new NOPMDCAdapter();
  private volatile Sink sink =
      new Sink(Level.INFO, false, new FileOutputStream(FileDescriptor.err), InstantSource.system());

  /** For slf4j, which makes it by its name. */
  public ExporterLog() {}

  /** Makes this the log of the whole JVM; to be called before anything has logged. */
  public static void choose() {
    System.setProperty("slf4j.provider", ExporterLog.class.getName());
    System.setProperty("slf4j.internal.verbosity", "WARN");
  }

  /** Logs so from now on. */
  void use(Level least, boolean json) {
    use(new Sink(least, json, sink.out, sink.clock));
  }

  void use(Sink another) {
    sink = another;
  }

  /** Whether a logger's calls of that level become lines. */
  boolean takes(String logger, Level level) {
    Level least = logger.startsWith(OURS) ? sink.least : Level.WARN;
    return level.toInt() >= least.toInt();
  }

  void write(String logger, Level level, String message, @Nullable Throwable thrown) {
    Sink to = sink;
    LogLine.of(to.clock.instant(), level, logger, message, thrown).writeTo(to.out, to.json);
  }

  @Override
  public Logger getLogger(String name) {
    return loggers.computeIfAbsent(name, any -> new LineLogger(any, this));
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return this;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {
    // Nothing is read from outside; the flags set it up.
  }
}
