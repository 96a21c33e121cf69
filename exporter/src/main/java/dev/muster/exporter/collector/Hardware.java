package dev.muster.exporter.collector;

import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the machine is made of. Null is what the system does not tell this program; that may be only
 * because it has not the right, as with serial numbers on Linux.
 *
 * @param modules fitted ones; null where the system tells of none
 * @param disks physical ones, and those a virtual machine sees as such
 */
public record Hardware(
    @Nullable String manufacturer,
    @Nullable String model,
    @Nullable String serial,
    Board board,
    Firmware firmware,
    Cpu cpu,
    @Nullable List<Module> modules,
    List<Disk> disks) {

  /** The main board. */
  public record Board(
      @Nullable String manufacturer, @Nullable String model, @Nullable String version) {}

  /** BIOS or UEFI; the date as its maker wrote it. */
  public record Firmware(
      @Nullable String manufacturer, @Nullable String version, @Nullable String date) {}

  /**
   * The processor.
   *
   * @param threads logical CPUs
   * @param hertz the clock rate of each thread, where the cpufreq collector has none; may be empty
   */
  public record Cpu(
      @Nullable String name,
      @Nullable String vendor,
      @Nullable Integer packages,
      @Nullable Integer cores,
      @Nullable Integer threads,
      List<Double> hertz) {}

  /** A memory module. */
  public record Module(
      @Nullable String slot,
      @Nullable Long sizeBytes,
      @Nullable String type,
      @Nullable Long transfersPerSecond,
      @Nullable String manufacturer,
      @Nullable String partNumber) {}

  /**
   * A disk.
   *
   * @param name as label {@code device} of the diskstats collector has it
   * @param rotational whether it turns
   */
  public record Disk(
      String name,
      @Nullable String model,
      @Nullable String serial,
      @Nullable Long sizeBytes,
      @Nullable Boolean rotational) {}

  /** What makers write where they have nothing to say, in lower case. */
  private static final Set<String> SAYS_NOTHING =
      Set.of(
          "",
          "0",
          "default string",
          "n/a",
          "none",
          "not applicable",
          "not available",
          "not provided",
          "not specified",
          "o.e.m.",
          "system manufacturer",
          "system product name",
          "system serial number",
          "system version",
          "to be filled by o.e.m.",
          "undefined",
          "unknown");

  /** Reads this machine's, anew at each call where that is cheap. */
  public static Supplier<Hardware> source(CollectorSettings settings) {
    return source(new Machine(Os.current(), settings, InstantSource.system(), new Oshi()));
  }

  static Supplier<Hardware> source(Machine machine) {
    return machine.os() == Os.LINUX ? new LinuxHardware(machine) : new OshiHardware(machine);
  }

  /** The text without white space around it; null where it says nothing. */
  static @Nullable String told(@Nullable String text) {
    return text == null || SAYS_NOTHING.contains(text.strip().toLowerCase(Locale.ROOT))
        ? null
        : text.strip();
  }
}
