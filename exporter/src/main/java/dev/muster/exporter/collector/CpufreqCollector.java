package dev.muster.exporter.collector;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Clock rate of each logical CPU: {@code frequency} is what the hardware says, {@code
 * scaling_frequency} what the kernel asked of it. Windows tells the rate now and the highest, macOS
 * on Intel likewise.
 *
 * <pre>
 * # HELP node_cpu_frequency_hertz Rate by the hardware.
 * # TYPE node_cpu_frequency_hertz gauge
 * node_cpu_frequency_hertz{cpu="0"} 1.699981E9
 * # HELP node_cpu_frequency_max_hertz Highest rate of the hardware.
 * # TYPE node_cpu_frequency_max_hertz gauge
 * node_cpu_frequency_max_hertz{cpu="0"} 3.7E9
 * # HELP node_cpu_frequency_min_hertz Lowest rate of the hardware.
 * # TYPE node_cpu_frequency_min_hertz gauge
 * node_cpu_frequency_min_hertz{cpu="0"} 8.0E8
 * # HELP node_cpu_scaling_frequency_hertz Rate asked for now.
 * # TYPE node_cpu_scaling_frequency_hertz gauge
 * node_cpu_scaling_frequency_hertz{cpu="0"} 1.7E9
 * # HELP node_cpu_scaling_frequency_max_hertz Highest rate that is asked for.
 * # TYPE node_cpu_scaling_frequency_max_hertz gauge
 * node_cpu_scaling_frequency_max_hertz{cpu="0"} 3.6E9
 * # HELP node_cpu_scaling_frequency_min_hertz Lowest rate that is asked for.
 * # TYPE node_cpu_scaling_frequency_min_hertz gauge
 * node_cpu_scaling_frequency_min_hertz{cpu="0"} 9.0E8
 * </pre>
 */
final class CpufreqCollector implements Collector {
  /** One logical CPU's rates in hertz, as far as told. */
  record Cpu(String cpu, Map<Rate, Double> rates) {}

  /** By the names of their files in {@code cpufreq}. */
  enum Rate {
    CUR("cpuinfo_cur_freq", "node_cpu_frequency_hertz", "Rate by the hardware."),
    MIN("cpuinfo_min_freq", "node_cpu_frequency_min_hertz", "Lowest rate of the hardware."),
    MAX("cpuinfo_max_freq", "node_cpu_frequency_max_hertz", "Highest rate of the hardware."),
    SCALING_CUR("scaling_cur_freq", "node_cpu_scaling_frequency_hertz", "Rate asked for now."),
    SCALING_MIN(
        "scaling_min_freq",
        "node_cpu_scaling_frequency_min_hertz",
        "Lowest rate that is asked for."),
    SCALING_MAX(
        "scaling_max_freq",
        "node_cpu_scaling_frequency_max_hertz",
        "Highest rate that is asked for.");

    private final String file;
    private final String family;
    private final String help;

    Rate(String file, String family, String help) {
      this.file = file;
      this.family = family;
      this.help = help;
    }
  }

  private static final Pattern CPU = Pattern.compile("cpu\\d+");

  private final Source<List<Cpu>> source;

  CpufreqCollector(Source<List<Cpu>> source) {
    this.source = source;
  }

  static CpufreqCollector of(Machine machine) {
    if (machine.os() == Os.LINUX) {
      var folder =
          new SysFolder<>(
              machine.sys("devices/system/cpu"),
              CPU.asMatchPredicate(),
              (path, kept) -> {
                Map<Rate, SysFile> files = new EnumMap<>(Rate.class);
                for (Rate rate : Rate.values()) {
                  var file = path.resolve("cpufreq").resolve(rate.file);
                  if (file.toFile().canRead()) {
                    files.put(rate, new SysFile(file, kept));
                  }
                }
                return new Files(path.getFileName().toString().substring(3), files);
              });
      return new CpufreqCollector(() -> folder.devices().stream().map(Files::read).toList());
    }
    return new CpufreqCollector(() -> {
      var processor = machine.oshi().hardware().getProcessor();
      return convert(processor.getCurrentFreq(), processor.getMaxFreq());
    });
  }

  private record Files(String cpu, Map<Rate, SysFile> files) {
    Cpu read() {
      Map<Rate, Double> rates = new EnumMap<>(Rate.class);
      files.forEach((rate, file) -> {
        Double kilohertz = file.number();
        if (kilohertz != null) {
          rates.put(rate, kilohertz * 1000);
        }
      });
      return new Cpu(cpu, rates);
    }
  }

  @Override
  public String name() {
    return "cpufreq";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    boolean told = false;
    for (Cpu cpu : source.read()) {
      for (var rate : cpu.rates().entrySet()) {
        told = true;
        page.gaugeFamily(rate.getKey().family, rate.getKey().help, "cpu")
            .add(Objects.requireNonNull(rate.getValue()), cpu.cpu());
      }
    }
    if (!told) {
      throw new NoDataException("this machine does not tell its CPUs' clock rates");
    }
  }

  /** Windows and macOS: hertz per logical CPU and the highest; zero or less where not known. */
  static List<Cpu> convert(long[] current, long max) {
    List<Cpu> cpus = new ArrayList<>();
    for (int i = 0; i < current.length; i++) {
      Map<Rate, Double> rates = new EnumMap<>(Rate.class);
      if (current[i] > 0) {
        rates.put(Rate.SCALING_CUR, (double) current[i]);
      }
      if (max > 0) {
        rates.put(Rate.SCALING_MAX, (double) max);
        rates.put(Rate.MAX, (double) max);
      }
      cpus.add(new Cpu(Integer.toString(i), rates));
    }
    return cpus;
  }
}
