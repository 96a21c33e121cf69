package dev.muster.scraper.remote;

import dev.muster.archive.Arrivals;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.RemoteWrite;
import dev.muster.push.Backoff;
import dev.muster.push.HttpReceiver;
import dev.muster.push.Protocol;
import dev.muster.scraper.FamilyDescription;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what arrives in the archive on to the receivers that the fleet file names. */
public final class RemoteWriters implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteWriters.class);
  private static final Duration LAST_ANSWER = Duration.ofSeconds(2);

  /**
   * What it works with.
   *
   * @param descriptions type and help of families, by their names
   * @param registry gets the metrics {@code muster_remote_write_*}
   * @param version of Muster
   * @param taken is told the name of a receiver that took something
   */
  public record Settings(
      Arrivals arrivals,
      Supplier<Map<String, List<FamilyDescription>>> descriptions,
      InstantSource clock,
      PrometheusRegistry registry,
      String version,
      Consumer<String> taken) {
    /** Tells nobody. */
    public Settings(
        Arrivals arrivals,
        Supplier<Map<String, List<FamilyDescription>>> descriptions,
        InstantSource clock,
        PrometheusRegistry registry,
        String version) {
      this(arrivals, descriptions, clock, registry, version, name -> {});
    }
  }

  private record Running(RemoteWriter writer, Thread thread) {
    void end() throws InterruptedException {
      if (!thread.join(LAST_ANSWER)) {
        thread.interrupt();
        thread.join(LAST_ANSWER);
      }
    }
  }

  private final Settings settings;
  private volatile Map<String, Running> running = Map.of();

  private RemoteWriters(Settings settings) {
    this.settings = settings;
  }

  /** Begins to send. */
  public static RemoteWriters start(Fleet fleet, Settings settings) {
    var writers = new RemoteWriters(settings);
    RemoteWriteMetrics.register(settings.registry(), settings.clock(), writers::statuses);
    writers.setFleet(fleet);
    return writers;
  }

  /** Sends to the receivers of this fleet from now on; those that stay as they were go on. */
  public synchronized void setFleet(Fleet fleet) {
    var wanted =
        fleet.receivers().stream()
            .collect(
                Collectors.toMap(RemoteWrite::name, to -> to, (a, b) -> a, LinkedHashMap::new));
    var before = running;
    var kept = new LinkedHashMap<>(before);
    kept.values().removeIf(one -> !one.writer().settings().equals(wanted.get(name(one))));
    var ending = before.values().stream().filter(one -> !kept.containsValue(one)).toList();
    end(ending);
    settings.arrivals().keepFor(wanted.keySet(), fleet.archive().queueBytes()).join();
    var after = new LinkedHashMap<String, Running>();
    wanted.forEach((name, to) -> {
      var going = kept.get(name);
      after.put(name, going == null ? begin(to) : going);
    });
    running = after;
  }

  private static String name(Running one) {
    return one.writer().settings().name();
  }

  private Running begin(RemoteWrite to) {
    var clock = settings.clock();
    var access = new Access(to);
    var writer =
        new RemoteWriter(
            to,
            new RemoteWriter.Parts(
                settings.arrivals(),
                receiver(to, access, Protocol.V1),
                to.second() ? receiver(to, access, Protocol.V2) : null,
                new Descriptions(settings.descriptions(), new SeriesFilter(to), clock),
                new Backoff(new SplittableRandom()),
                clock,
                Thread::sleep,
                () -> settings.taken().accept(to.name())));
    LOG.info("msg=\"sending samples on\" receiver={} url={}", to.name(), to.shown());
    return new Running(writer, Thread.ofVirtual().name("remote-write-" + to.name()).start(writer));
  }

  private HttpReceiver receiver(RemoteWrite to, Access access, Protocol protocol) {
    return new HttpReceiver(
        to.url(), access, "muster/" + settings.version(), settings.clock(), protocol);
  }

  private static void end(List<Running> ending) {
    ending.forEach(one -> one.writer().end());
    try {
      for (var one : ending) {
        one.end();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How each goes, in the order of the fleet file. */
  public List<RemoteWriteStatus> statuses() {
    return running.values().stream().map(one -> one.writer().status()).toList();
  }

  /** Ends within a few seconds; what was not sent waits in the archive. */
  @Override
  public synchronized void close() {
    end(List.copyOf(running.values()));
    running = Map.of();
  }
}
