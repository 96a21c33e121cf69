package dev.muster.exporter;

import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.CollectorSettings;
import dev.muster.exporter.collector.Collectors;
import dev.muster.exporter.eventlog.EventLogs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.INegatableOptionTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/** Adds {@code --[no-]collector.NAME} for each collector there is. */
final class CollectorFlags implements INegatableOptionTransformer {
  private static final String PREFIX = "--collector.";

  /** Adds the flags, unless they are there. */
  static void addTo(CommandSpec spec, ExporterCommand command) {
    spec.negatableOptionTransformer(new CollectorFlags());
    for (Collector collector : known()) {
      if (spec.findOption(PREFIX + collector.name()) == null) {
        spec.addOption(option(command, collector));
      }
    }
  }

  /** Every collector there is, by name; none of them is asked to read. */
  static List<Collector> known() {
    List<Collector> all = new ArrayList<>(Collectors.all(CollectorSettings.defaults()));
    all.add(EventLogs.unopened());
    all.sort(Comparator.comparing(Collector::name));
    return all;
  }

  private static OptionSpec option(ExporterCommand command, Collector collector) {
    String name = collector.name();
    ISetter setter =
        new ISetter() {
          @Override
          @SuppressWarnings("unchecked") // The interface has the caller say what type comes back.
          public <T> T set(T value) {
            if (value instanceof Boolean on) {
              command.choose(name, on);
            }
            return value;
          }
        };
    return OptionSpec.builder(PREFIX + name)
        .arity("0")
        .type(Boolean.class)
        .negatable(true)
        .setter(setter)
        .description("Read " + name + (collector.enabledByDefault() ? " (on)." : " (off)."))
        .build();
  }

  @Override
  public String makeNegative(String option, CommandSpec spec) {
    return option.replaceFirst("^--", "--no-");
  }

  @Override
  public String makeSynopsis(String option, CommandSpec spec) {
    return option.replaceFirst("^--", "--[no-]");
  }
}
