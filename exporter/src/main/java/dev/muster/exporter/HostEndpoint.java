package dev.muster.exporter;

import com.sun.net.httpserver.HttpExchange;
import dev.muster.exporter.LoadHistory.Sample;
import dev.muster.exporter.collector.Hardware;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/v1/host?fields=cpu,load}: what this machine is and how it fares, as one JSON
 * object. What it says is from the same collectors as the metrics page, and hardware besides; what
 * a collector that is switched off would say is null. The form is in {@code openapi.json}.
 */
final class HostEndpoint implements AutoCloseable {
  static final String TYPE = "application/json; charset=utf-8";

  /** A shorter time says little of a load, a longer one nothing of now. */
  private static final long MIN_WINDOW = Duration.ofSeconds(1).toNanos();

  private static final long MAX_WINDOW = Duration.ofSeconds(90).toNanos();
  private static final long OWN_WINDOW_MILLIS = 250;
  private static final Set<String> LOAD_COLLECTORS = Set.of("cpu", "loadavg");

  private final ScrapePage page;
  private final Supplier<Hardware> hardware;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final LoadHistory history;
  private volatile @Nullable CpuTimes lastAsked;

  /**
   * An endpoint.
   *
   * @param nanos a clock that never goes back, in ns
   */
  HostEndpoint(
      ScrapePage page, Supplier<Hardware> hardware, InstantSource clock, LongSupplier nanos) {
    this.page = page;
    this.hardware = hardware;
    this.clock = clock;
    this.nanos = nanos;
    this.history = LoadHistory.start(this::sample, clock);
  }

  private Sample sample() {
    Readings readings = read(LOAD_COLLECTORS);
    return new Sample(times(readings), readings.value("node_load1"));
  }

  private Readings read(Set<String> collectors) {
    return new Readings(page.snapshots(new CollectorFilter(collectors, Set.of())));
  }

  private CpuTimes times(Readings readings) {
    return CpuTimes.of(readings.rows("node_cpu_seconds"), nanos.getAsLong());
  }

  void handle(HttpExchange exchange) throws IOException {
    QueryString query = QueryString.parse(exchange.getRequestURI().getRawQuery());
    EnumSet<HostSection> sections = HostSection.chosen(query.all("fields"));
    if (Answer.isHead(exchange)) {
      Answer.body(exchange, 200, TYPE, "");
      return;
    }
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    Answer.body(exchange, 200, TYPE, document(sections));
  }

  private String document(Set<HostSection> sections) {
    Set<String> collectors = new HashSet<>(Set.of("time"));
    sections.forEach(section -> collectors.addAll(section.collectors()));
    CpuTimes before = sections.contains(HostSection.CPU) ? before() : null;
    Readings readings = read(collectors);
    CpuTimes now = times(readings);
    if (before != null) {
      lastAsked = now;
    }
    boolean hardwareToo = sections.stream().anyMatch(HostSection::showsHardware);
    var document =
        new HostDocument(
            clock.instant(),
            readings,
            hardwareToo ? hardware.get() : null,
            now,
            before,
            history.points());
    return document.write(sections);
  }

  /** What the CPUs' load now is compared with: the newest reading that is not too new. */
  private CpuTimes before() {
    long now = nanos.getAsLong();
    CpuTimes best = null;
    for (CpuTimes each : new CpuTimes[] {history.last(), lastAsked}) {
      boolean fits =
          each != null && now - each.nanos() >= MIN_WINDOW && now - each.nanos() <= MAX_WINDOW;
      if (fits && (best == null || each.nanos() > best.nanos())) {
        best = each;
      }
    }
    return best != null ? best : aMomentAgo();
  }

  private CpuTimes aMomentAgo() {
    CpuTimes then = times(read(Set.of("cpu")));
    try {
      TimeUnit.MILLISECONDS.sleep(OWN_WINDOW_MILLIS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return then;
  }

  @Override
  public void close() {
    history.close();
  }
}
