package dev.muster.exporter.collector;

import static java.util.Objects.requireNonNullElse;

import dev.muster.exporter.collector.NetclassCollector.Device;
import dev.muster.exporter.collector.NetclassCollector.Info;
import dev.muster.exporter.collector.NetclassCollector.Stat;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One folder of Linux's {@code /sys/class/net}. */
final class SysNetwork {
  private static final long IFF_UP = 1;
  private static final long IFF_LOOPBACK = 8;
  private static final double BYTES_PER_MEGABIT = 125_000;

  private final String name;
  private final SysFile address;
  private final SysFile broadcast;
  private final SysFile duplex;
  private final SysFile operstate;
  private final SysFile alias;
  private final Map<Stat, SysFile> numbers = new EnumMap<>(Stat.class);

  SysNetwork(Path folder, boolean kept) {
    name = folder.getFileName().toString();
    address = new SysFile(folder.resolve("address"), kept);
    broadcast = new SysFile(folder.resolve("broadcast"), kept);
    duplex = new SysFile(folder.resolve("duplex"), kept);
    operstate = new SysFile(folder.resolve("operstate"), kept);
    alias = new SysFile(folder.resolve("ifalias"), kept);
    for (Stat stat : Stat.values()) {
      String file = stat.name().toLowerCase(Locale.ROOT);
      numbers.put(stat, new SysFile(folder.resolve(file), kept));
    }
  }

  Device read() {
    Map<Stat, Double> values = new EnumMap<>(Stat.class);
    long flags = (long) requireNonNullElse(add(values, Stat.FLAGS), 0.0).doubleValue();
    // The kernel knows no link of an interface that is down, and no speed of a loopback.
    boolean up = (flags & IFF_UP) != 0;
    boolean link = up && (flags & IFF_LOOPBACK) == 0;
    for (Stat stat : Stat.values()) {
      switch (stat) {
        case FLAGS -> {}
        case CARRIER, DORMANT -> {
          if (up) {
            add(values, stat);
          }
        }
        case SPEED -> {
          if (link) {
            addSpeed(values);
          }
        }
        default -> add(values, stat);
      }
    }
    return new Device(
        name,
        new Info(
            text(address), text(broadcast), link ? text(duplex) : "", text(operstate), text(alias)),
        values);
  }

  private @Nullable Double add(Map<Stat, Double> values, Stat stat) {
    Double value = number(stat);
    if (value != null) {
      values.put(stat, value);
    }
    return value;
  }

  private void addSpeed(Map<Stat, Double> values) {
    Double megabits = number(Stat.SPEED);
    if (megabits != null && megabits > 0) {
      values.put(Stat.SPEED, megabits * BYTES_PER_MEGABIT);
    }
  }

  private @Nullable Double number(Stat stat) {
    SysFile file = numbers.get(stat);
    return file == null ? null : file.number();
  }

  private static String text(SysFile file) {
    return requireNonNullElse(file.text(), "");
  }
}
