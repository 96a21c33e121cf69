package dev.muster.exporter;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A member of the host document that may be asked for alone. */
enum HostSection {
  HARDWARE,
  OS,
  MEMORY,
  DRIVES,
  INTERFACES,
  CPU,
  LOAD;

  /** Whose readings it shows. */
  Set<String> collectors() {
    return switch (this) {
      case HARDWARE, MEMORY -> Set.of("meminfo");
      case OS -> Set.of("os", "uname", "stat");
      case DRIVES -> Set.of("diskstats", "filesystem");
      case INTERFACES -> Set.of("netclass", "netdev");
      case CPU -> Set.of("cpu", "cpufreq");
      case LOAD -> Set.of("loadavg");
    };
  }

  boolean showsHardware() {
    return this == HARDWARE || this == DRIVES || this == CPU;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Those in the values of {@code fields}, with commas between them; all where there are none.
   *
   * @throws BadRequestException if there is none of a name
   */
  static EnumSet<HostSection> chosen(List<String> fields) {
    var chosen = EnumSet.noneOf(HostSection.class);
    for (String name : String.join(",", fields).split(",", -1)) {
      if (!name.isBlank()) {
        chosen.add(named(name.strip()));
      }
    }
    return chosen.isEmpty() ? EnumSet.allOf(HostSection.class) : chosen;
  }

  private static HostSection named(String name) {
    return Arrays.stream(values())
        .filter(section -> section.label().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new BadRequestException(
                "fields has no '"
                    + (name.length() > 40 ? name.substring(0, 40) + "…" : name)
                    + "'; there are "
                    + Arrays.stream(values())
                        .map(HostSection::label)
                        .collect(Collectors.joining(", "))
                    + "."));
  }
}
