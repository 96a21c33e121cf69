package dev.muster.exporter.collector;

import static java.util.Objects.requireNonNullElse;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The distribution or edition, as {@code /etc/os-release} has it on Linux; the same fields as far
 * as known on Windows and macOS.
 *
 * <pre>
 * # HELP node_os_info Names and versions of the operating system; always 1.
 * # TYPE node_os_info gauge
 * node_os_info{build_id="",id="debian",id_like="",image_id="",image_version="",name="Debian GNU/Linux",pretty_name="Debian GNU/Linux 12 (bookworm)",variant="",variant_id="",version="12 (bookworm)",version_codename="bookworm",version_id="12"} 1.0
 * # HELP node_os_support_end_timestamp_seconds End of the maker's support, in seconds since 1970.
 * # TYPE node_os_support_end_timestamp_seconds gauge
 * node_os_support_end_timestamp_seconds 1.781136E9
 * # HELP node_os_version Major and minor number of the operating system's version.
 * # TYPE node_os_version gauge
 * node_os_version{id="debian",id_like="",name="Debian GNU/Linux"} 12.0
 * </pre>
 */
final class OsCollector implements Collector {
  /** Fields by their os-release names; those that are missing count as empty. */
  record Reading(Map<String, String> fields) {
    String field(String name) {
      return fields.getOrDefault(name, "");
    }

    /** Such as 22.04 for "22.04.3"; null where the version is no number. */
    @Nullable Double version() {
      Matcher number = MAJOR_MINOR.matcher(field("VERSION_ID"));
      return number.lookingAt() ? Double.valueOf(number.group()) : null;
    }

    /** The start of the day on which support ends, in seconds since 1970; null where not told. */
    @Nullable Long supportEnd() {
      String day = field("SUPPORT_END");
      if (day.isEmpty()) {
        return null;
      }
      try {
        return LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
      } catch (DateTimeParseException e) {
        return null;
      }
    }
  }

  /** What OSHI says. */
  record OshiOs(String family, String version, String codeName, String build) {}

  private static final String[] FIELDS = {
    "BUILD_ID",
    "ID",
    "ID_LIKE",
    "IMAGE_ID",
    "IMAGE_VERSION",
    "NAME",
    "PRETTY_NAME",
    "VARIANT",
    "VARIANT_ID",
    "VERSION",
    "VERSION_CODENAME",
    "VERSION_ID"
  };

  private static final String[] LABELS =
      Arrays.stream(FIELDS).map(field -> field.toLowerCase(Locale.ROOT)).toArray(String[]::new);

  private static final Pattern MAJOR_MINOR = Pattern.compile("[0-9]+(\\.[0-9]+)?");

  private final Source<Reading> source;

  OsCollector(Source<Reading> source) {
    this.source = source;
  }

  static OsCollector of(Machine machine) {
    if (machine.os() == Os.LINUX) {
      return new OsCollector(new OsRelease(machine.settings().rootfs()));
    }
    return new OsCollector(() -> {
      var system = machine.oshi().system();
      var version = system.getVersionInfo();
      return convert(
          machine.os(),
          new OshiOs(
              system.getFamily(),
              requireNonNullElse(version.getVersion(), ""),
              requireNonNullElse(version.getCodeName(), ""),
              requireNonNullElse(version.getBuildNumber(), "")));
    });
  }

  @Override
  public String name() {
    return "os";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    var reading = source.read();
    page.gaugeFamily(
            "node_os_info", "Names and versions of the operating system; always 1.", LABELS)
        .add(1, Arrays.stream(FIELDS).map(reading::field).toArray(String[]::new));
    Double version = reading.version();
    if (version != null) {
      page.gaugeFamily(
              "node_os_version",
              "Major and minor number of the operating system's version.",
              "id",
              "id_like",
              "name")
          .add(version, reading.field("ID"), reading.field("ID_LIKE"), reading.field("NAME"));
    }
    Long supportEnd = reading.supportEnd();
    if (supportEnd != null) {
      page.gauge(
          "node_os_support_end_timestamp_seconds",
          "End of the maker's support, in seconds since 1970.",
          supportEnd);
    }
  }

  /** Windows and macOS; the latter has only what node_exporter tells there. */
  static Reading convert(Os os, OshiOs said) {
    if (said.version().isBlank()) {
      throw new FailedReadingException(
          "OSHI could not read the version of this " + os + " machine");
    }
    return os == Os.MACOS
        ? new Reading(
            Map.of(
                "NAME", said.family(),
                "VERSION", said.version(),
                "VERSION_ID", said.version(),
                "BUILD_ID", said.build()))
        : new Reading(
            Map.of(
                "ID", "windows",
                "NAME", said.family(),
                "PRETTY_NAME", "%s %s".formatted(said.family(), said.version()),
                "VERSION", said.version(),
                "VERSION_ID", said.version(),
                "VARIANT", said.codeName(),
                "BUILD_ID", said.build()));
  }
}
