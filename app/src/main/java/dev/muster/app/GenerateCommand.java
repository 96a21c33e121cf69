package dev.muster.app;

import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetFile;
import dev.muster.scraper.handover.Handover;
import dev.muster.scraper.handover.LimitRules;
import dev.muster.scraper.handover.Targets;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muster generate}: the fleet file as files of a stock Prometheus. */
@Command(
    name = "generate",
    description = "Makes files with which a stock Prometheus takes the fleet over.",
    mixinStandardHelpOptions = true,
    subcommands = {
      GenerateCommand.Prometheus.class,
      GenerateCommand.Rules.class,
      GenerateCommand.TargetList.class
    })
final class GenerateCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to make: muster generate prometheus, rules or targets");
  }

  /** From where and to where. */
  static final class Places {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        defaultValue = "data",
        description = "The data folder of the server. Default: ${DEFAULT-VALUE}")
    private Path data;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "The fleet file. Default: fleet.xml in the data folder")
    private @Nullable Path config;

    @Option(
        names = "--out",
        paramLabel = "DIR",
        description =
            "The folder to write to; made where there is none. Default: the text is printed")
    private @Nullable Path out;

    Fleet fleet() {
      return FleetFile.read(config == null ? data.resolve("fleet.xml") : config, System.getenv());
    }
  }

  /** {@code muster generate prometheus}. */
  @Command(
      name = "prometheus",
      description =
          "Makes prometheus.yml with all that it names: rules, targets, the authority, a"
              + " certificate, log-ins.",
      mixinStandardHelpOptions = true,
      footer = {"", "Without --out, prometheus.yml alone is printed."})
  static final class Prometheus implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Places places;

    @Option(
        names = "--url",
        paramLabel = "URL",
        defaultValue = "https://localhost:10090",
        description = "Where Prometheus finds this server. Default: ${DEFAULT-VALUE}")
    private URI url;

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        defaultValue = "http_sd",
        description =
            "http_sd: the clients are asked for at the server; file_sd: they stand in files."
                + " Default: ${DEFAULT-VALUE}")
    private String format;

    @Override
    public Integer call() {
      var handover = new Handover(server(), byHttp());
      var fleet = places.fleet();
      var out = spec.commandLine().getOut();
      if (places.out == null) {
        out.print(handover.files(fleet).get(Handover.CONFIG));
      } else {
        var folder = new HandoverFolder(places.out, places.data);
        folder.write(handover, fleet).forEach(out::println);
      }
      out.flush();
      var err = spec.commandLine().getErr();
      Handover.differences(fleet).forEach(err::println);
      err.flush();
      return 0;
    }

    private URI server() {
      boolean whole = "https".equals(url.getScheme()) && url.getHost() != null;
      if (!whole || !Objects.requireNonNullElse(url.getPath(), "").replace("/", "").isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "--url: '" + url + "' is no server; write https://HOST:10090");
      }
      return url;
    }

    private boolean byHttp() {
      return switch (format) {
        case "http_sd" -> true;
        case "file_sd" -> false;
        default ->
            throw new ParameterException(
                spec.commandLine(), "--format: '" + format + "'; use http_sd or file_sd");
      };
    }
  }

  /** {@code muster generate rules}. */
  @Command(
      name = "rules",
      description = "Makes the limits into a rule file of Prometheus.",
      mixinStandardHelpOptions = true)
  static final class Rules implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Places places;

    @Override
    public Integer call() {
      put(spec, places, Handover.RULES, LimitRules.of(places.fleet()));
      return 0;
    }
  }

  /** {@code muster generate targets}. */
  @Command(
      name = "targets",
      description = "Makes the clients into target files of Prometheus (file_sd).",
      mixinStandardHelpOptions = true)
  static final class TargetList implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Places places;

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        defaultValue = "json",
        description = "json or yaml. Default: ${DEFAULT-VALUE}")
    private String format;

    @Override
    public Integer call() {
      var fleet = places.fleet();
      String text =
          switch (format) {
            case "json" -> Targets.json(fleet, "", group -> true);
            case "yaml" -> Targets.yaml(fleet, "");
            default ->
                throw new ParameterException(
                    spec.commandLine(), "--format: '" + format + "'; use json or yaml");
          };
      put(spec, places, "muster-targets." + format, text);
      Handover.notScraped(fleet).ifPresent(spec.commandLine().getErr()::println);
      spec.commandLine().getErr().flush();
      return 0;
    }
  }

  private static void put(CommandSpec spec, Places places, String name, String text) {
    var out = spec.commandLine().getOut();
    if (places.out == null) {
      out.print(text);
    } else {
      out.println(new HandoverFolder(places.out, places.data).write(name, text));
    }
    out.flush();
  }
}
