package dev.muster.exporter.collector;

import java.util.ArrayList;
import java.util.List;

/**
 * Paging, field by field as the kernel counts it. Windows tells pages read from and written to the
 * paging files, reads that faults caused, and faults; macOS the same.
 *
 * <pre>
 * # HELP node_vmstat_oom_kill Field oom_kill of /proc/vmstat.
 * # TYPE node_vmstat_oom_kill untyped
 * node_vmstat_oom_kill 0.0
 * # HELP node_vmstat_pgfault Field pgfault of /proc/vmstat.
 * # TYPE node_vmstat_pgfault untyped
 * node_vmstat_pgfault 4.4891005E7
 * # HELP node_vmstat_pgmajfault Field pgmajfault of /proc/vmstat.
 * # TYPE node_vmstat_pgmajfault untyped
 * node_vmstat_pgmajfault 3505.0
 * # HELP node_vmstat_pgpgin Field pgpgin of /proc/vmstat.
 * # TYPE node_vmstat_pgpgin untyped
 * node_vmstat_pgpgin 4697661.0
 * # HELP node_vmstat_pgpgout Field pgpgout of /proc/vmstat.
 * # TYPE node_vmstat_pgpgout untyped
 * node_vmstat_pgpgout 1.3322668E7
 * # HELP node_vmstat_pswpin Field pswpin of /proc/vmstat.
 * # TYPE node_vmstat_pswpin untyped
 * node_vmstat_pswpin 3.0
 * # HELP node_vmstat_pswpout Field pswpout of /proc/vmstat.
 * # TYPE node_vmstat_pswpout untyped
 * node_vmstat_pswpout 4.0
 * </pre>
 */
final class VmstatCollector implements Collector {
  /** One counter, by its name on the page. */
  record Field(String family, double value) {}

  static final String PREFIX = "node_vmstat_";

  private final Source<List<Field>> source;

  VmstatCollector(Source<List<Field>> source) {
    this.source = source;
  }

  static VmstatCollector of(Machine machine) {
    return new VmstatCollector(
        switch (machine.os()) {
          case LINUX -> {
            ProcFile vmstat = machine.proc("vmstat");
            var families = families(machine.settings().filter(Chosen.VMSTAT_FIELDS));
            yield () -> parse(vmstat.read(), families);
          }
          case WINDOWS -> WindowsPaging.ofThisSystem();
          case MACOS -> () -> convert(MacVm.read());
        });
  }

  static FieldFamilies families(NameFilter fields) {
    return new FieldFamilies(fields, PREFIX);
  }

  @Override
  public String name() {
    return "vmstat";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    for (Field field : source.read()) {
      String word = field.family().substring(PREFIX.length());
      page.untypedFamily(field.family(), "Field " + word + " of /proc/vmstat.").add(field.value());
    }
  }

  /** Linux: {@code /proc/vmstat}, a name and a number a line. */
  static List<Field> parse(String procVmstat, FieldFamilies families) {
    var words = new Words("/proc/vmstat", procVmstat);
    List<Field> fields = new ArrayList<>();
    while (words.nextLine()) {
      if (words.hasNext()) {
        String family = families.of(words.next());
        if (!family.isEmpty()) {
          fields.add(new Field(family, words.nextCount()));
        }
      }
    }
    return fields;
  }

  /** macOS: its pages read in for faults are what Linux calls major faults. */
  static List<Field> convert(MacVm vm) {
    return List.of(
        new Field(PREFIX + "pgfault", vm.faults()),
        new Field(PREFIX + "pgmajfault", vm.pageins()),
        new Field(PREFIX + "pswpin", vm.swapins()),
        new Field(PREFIX + "pswpout", vm.swapouts()));
  }
}
