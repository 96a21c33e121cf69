package dev.muster.exporter.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether SELinux guards the machine. Linux only.
 *
 * <pre>
 * # HELP node_selinux_config_mode What is configured: 1 enforcing, 0 permissive, -1 disabled.
 * # TYPE node_selinux_config_mode gauge
 * node_selinux_config_mode 1.0
 * # HELP node_selinux_current_mode What holds now: 1 enforcing, 0 permissive.
 * # TYPE node_selinux_current_mode gauge
 * node_selinux_current_mode 0.0
 * # HELP node_selinux_enabled Whether SELinux is on.
 * # TYPE node_selinux_enabled gauge
 * node_selinux_enabled 1.0
 * </pre>
 */
final class SelinuxCollector implements Collector {
  /**
   * A reading.
   *
   * @param current null if SELinux is off
   * @param configured null if that is not told
   */
  record Reading(@Nullable Double current, @Nullable Double configured) {}

  private static final String KEY = "SELINUX=";
  private static final Reading OFF = new Reading(null, null);

  private final Source<Reading> source;

  SelinuxCollector(Source<Reading> source) {
    this.source = source;
  }

  static SelinuxCollector of(Machine machine) {
    return new SelinuxCollector(
        machine.onLinux(
            "whether SELinux is on",
            () -> {
              var enforce = new SysFile(machine.sys("fs/selinux/enforce"), false);
              Path config = machine.settings().rootfs().resolve("etc/selinux/config");
              return () -> {
                Double current = enforce.number();
                return current == null ? OFF : new Reading(current, configured(config));
              };
            }));
  }

  private static @Nullable Double configured(Path config) throws IOException {
    return Files.exists(config) ? parse(Files.readString(config)) : null;
  }

  @Override
  public String name() {
    return "selinux";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    Reading reading = source.read();
    Double current = reading.current();
    page.gauge("node_selinux_enabled", "Whether SELinux is on.", current == null ? 0 : 1);
    if (current != null) {
      page.gauge(
          "node_selinux_current_mode", "What holds now: 1 enforcing, 0 permissive.", current);
    }
    Double configured = reading.configured();
    if (configured != null) {
      page.gauge(
          "node_selinux_config_mode",
          "What is configured: 1 enforcing, 0 permissive, -1 disabled.",
          configured);
    }
  }

  /** Linux: {@code SELINUX=} in {@code /etc/selinux/config}; null if it is none of the three. */
  static @Nullable Double parse(String config) {
    for (String line : config.lines().toList()) {
      if (line.startsWith(KEY)) {
        return switch (line.substring(KEY.length()).strip()) {
          case "enforcing" -> 1.0;
          case "permissive" -> 0.0;
          case "disabled" -> -1.0;
          default -> null;
        };
      }
    }
    return null;
  }
}
