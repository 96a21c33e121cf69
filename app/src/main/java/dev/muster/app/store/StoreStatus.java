package dev.muster.app.store;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.FleetStatus;
import dev.muster.archive.StoredEvent;
import dev.muster.fleet.LimitType;
import dev.muster.metrics.InstantSample;
import dev.muster.metrics.QueryException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a store knows of the clients, by PromQL. Names, groups, addresses, errors, alerts, events
 * and mails are the server's own, and so is what was last seen of a client that the store has no
 * value of, or of all while the store is away.
 */
public final class StoreStatus implements FleetStatus {
  /** Whoever asks within this time gets the same answer. */
  private static final long KEPT_MILLIS = 1_000;

  private static final String UP = "up{job=\"node\"}";
  private static final String DRIVE =
      "max by (client, device, mountpoint) (node_filesystem_%s_bytes{job=\"node\","
          + LimitType.driveMatchers()
          + "})";

  private record Readings(long timeMillis, List<ClientStatus> clients, List<DriveStatus> drives) {}

  private final FleetStatus own;
  private final PrometheusSamples samples;
  private final Supplier<Duration> interval;
  private final InstantSource clock;
  private @Nullable Readings known;

  /**
   * Over what the server itself knows.
   *
   * @param interval at which clients are scraped
   */
  public StoreStatus(
      FleetStatus own,
      PrometheusSamples samples,
      Supplier<Duration> interval,
      InstantSource clock) {
    this.own = own;
    this.samples = samples;
    this.interval = interval;
    this.clock = clock;
  }

  @Override
  public List<ClientStatus> clients() {
    return readings().clients();
  }

  @Override
  public List<DriveStatus> drives() {
    return readings().drives();
  }

  private synchronized Readings readings() {
    long now = clock.millis();
    var before = known;
    if (before != null && Math.abs(now - before.timeMillis()) < KEPT_MILLIS) {
      return before;
    }
    var read = read(now);
    known = read;
    return read;
  }

  private Readings read(long now) {
    try {
      return new Readings(now, clients(now), drives(now));
    } catch (QueryException e) {
      return new Readings(now, own.clients(), own.drives());
    }
  }

  private List<ClientStatus> clients(long now) {
    var up = samples.byClient(UP, now);
    var seen = samples.byClient("timestamp(" + UP + ") and " + UP + " == 1", now);
    var cpu = percents(LimitType.CPU, now);
    var memory = percents(LimitType.MEMORY, now);
    var swap = percents(LimitType.SWAP, now);
    var uptime = samples.byClient(LimitType.UPTIME.expression(interval.get()), now);
    return own.clients().stream()
        .map(row -> {
          String name = row.client();
          boolean isUp = up.containsKey(name) && up.get(name).getFirst().value() == 1;
          return new ClientStatus(
              name,
              row.group(),
              row.ip(),
              value(seen, name, row.lastSeen()),
              isUp,
              row.error(),
              value(cpu, name, row.cpuPercent()),
              value(memory, name, row.memoryPercent()),
              value(swap, name, isUp && memory.containsKey(name) ? null : row.swapPercent()),
              value(uptime, name, row.uptimeSeconds()));
        })
        .toList();
  }

  private Map<String, List<InstantSample>> percents(LimitType type, long now) {
    return samples.byClient(type.expression(interval.get()), now);
  }

  private static @Nullable Double value(
      Map<String, List<InstantSample>> values, String client, @Nullable Double otherwise) {
    var found = values.get(client);
    return found == null ? otherwise : Double.valueOf(found.getFirst().value());
  }

  private record Drive(String client, String device, String mountpoint) {
    static Drive of(InstantSample sample) {
      var labels = sample.labels();
      return new Drive(labels.get("client"), labels.get("device"), labels.get("mountpoint"));
    }
  }

  private List<DriveStatus> drives(long now) {
    var sizes = drive("size", now);
    var free = drive("free", now);
    var avail = drive("avail", now);
    var drives = new TreeMap<String, DriveStatus>();
    sizes.keySet().stream()
        .sorted(Comparator.comparingInt(drive -> drive.mountpoint().length()))
        .forEach(drive -> {
          Double freeBytes = free.get(drive);
          if (freeBytes != null) {
            double left = avail.getOrDefault(drive, freeBytes);
            String key = drive.client() + "\0" + device(drive);
            drives.putIfAbsent(key, status(drive, sizes.get(drive), freeBytes, left, now));
          }
        });
    var all = new ArrayList<>(drives.values());
    own.drives().stream()
        .filter(row -> all.stream().noneMatch(one -> one.client().equals(row.client())))
        .toList()
        .forEach(all::add);
    all.sort(Comparator.comparing(DriveStatus::client).thenComparing(DriveStatus::drive));
    return List.copyOf(all);
  }

  /** Of several mounts of one device the one with the shortest path stands for all. */
  private static String device(Drive drive) {
    return drive.device().isEmpty() ? drive.mountpoint() : drive.device();
  }

  private Map<Drive, Double> drive(String what, long now) {
    var values = new HashMap<Drive, Double>();
    for (var sample : samples.query(DRIVE.formatted(what), now)) {
      if (Double.isFinite(sample.value())) {
        values.put(Drive.of(sample), sample.value());
      }
    }
    return values;
  }

  private static DriveStatus status(
      Drive drive, @Nullable Double size, double free, double avail, long now) {
    double total = size == null ? 0 : size;
    double used = total - free;
    double percent = used + avail > 0 ? Math.clamp(100 * used / (used + avail), 0, 100) : 0;
    return new DriveStatus(
        drive.client(), drive.mountpoint(), total, used, avail, percent, now / 1000.0);
  }

  @Override
  public List<AlertRecord> alerts(int limit) {
    return own.alerts(limit);
  }

  @Override
  public List<StoredEvent> events(int limit) {
    return own.events(limit);
  }

  @Override
  public List<MailStatus> mails(int limit) {
    return own.mails(limit);
  }

  @Override
  public Optional<MailText> mail(long id) {
    return own.mail(id);
  }
}
