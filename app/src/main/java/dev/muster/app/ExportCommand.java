package dev.muster.app;

import dev.muster.archive.ArchiveFile;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.QueryException;
import dev.muster.promql.Promql;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster export}: samples as text for other programs. */
@Command(
    name = "export",
    description =
        "Writes samples of the archive as OpenMetrics or CSV, whether the server runs or not.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "What it writes as OpenMetrics, promtool tsdb create-blocks-from openmetrics takes.",
      "Exit codes: 0 all is written, 1 it could not be or something is damaged, 2 wrong usage."
    })
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ArchiveOption archive;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "Where to, a new file. Default: standard output")
  private @Nullable Path target;

  @Option(
      names = "--match",
      paramLabel = "SELECTOR",
      description = "Which series, such as 'up{job=\"node\"}'; repeatable. Default: all")
  private List<String> selectors = List.of();

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description = "No sample before this time: 2026-11-21T10:00:00Z, or Unix seconds")
  private @Nullable String start;

  @Option(names = "--end", paramLabel = "TIME", description = "No sample after this time")
  private @Nullable String end;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "openmetrics",
      description = "openmetrics or csv. Default: ${DEFAULT-VALUE}")
  private ExportWriter.Format format;

  /** What is to be written. */
  private record Wanted(List<List<Matcher>> matchers, long from, long to) {}

  @Override
  public Integer call() throws IOException {
    var wanted = wanted();
    try (var file = ArchiveFile.open(archive.file())) {
      return target == null ? toStandardOutput(file, wanted) : toFile(file, wanted, target);
    } catch (UncheckedIOException e) {
      String why = DataFolder.reason(Objects.requireNonNull(e.getCause()));
      String where = target == null ? "standard output" : target.toString();
      throw new AppException(where + ": cannot be written (" + why + ")", e);
    }
  }

  private Wanted wanted() {
    long from = time("--start", start, ExportTime.EARLIEST);
    long to = time("--end", end, ExportTime.LATEST);
    if (from > to) {
      throw wrong("--start lies after --end; give the earlier time first");
    }
    var matchers =
        selectors.isEmpty()
            ? List.of(List.<Matcher>of())
            : selectors.stream().map(this::matchers).toList();
    return new Wanted(matchers, from, to);
  }

  private List<Matcher> matchers(String selector) {
    try {
      return Promql.selector(selector);
    } catch (QueryException e) {
      throw wrong("--match: " + e.getMessage());
    }
  }

  private long time(String option, @Nullable String text, long otherwise) {
    try {
      return text == null ? otherwise : ExportTime.parse(text);
    } catch (IllegalArgumentException e) {
      throw wrong(option + ": " + e.getMessage());
    }
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private int toStandardOutput(ArchiveFile file, Wanted wanted) throws IOException {
    var out = spec.commandLine().getOut();
    int code = write(file, wanted, out);
    out.flush();
    return code;
  }

  private int toFile(ArchiveFile file, Wanted wanted, Path to) throws IOException {
    Writer out;
    try {
      Files.createFile(to, DataFolder.ownersAlone(to));
      out = Files.newBufferedWriter(to, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new AppException(to + ": exists already; name a new file", e);
    } catch (IOException e) {
      throw new AppException("cannot make " + to + " (" + DataFolder.reason(e) + ")", e);
    }
    boolean whole = false;
    try (out) {
      int code = write(file, wanted, out);
      out.flush();
      whole = true;
      return code;
    } catch (IOException e) {
      throw new AppException(to + ": cannot be written (" + DataFolder.reason(e) + ")", e);
    } finally {
      if (!whole) {
        Files.deleteIfExists(to);
      }
    }
  }

  private int write(ArchiveFile file, Wanted wanted, Writer out) throws IOException {
    var err = spec.commandLine().getErr();
    var buffered = new BufferedWriter(out, 1 << 16);
    var writer = new ExportWriter(format, buffered);
    writer.begin();
    var bar = ProgressBar.on(err, "exporting");
    var damaged =
        file.export(
            wanted.matchers(),
            wanted.from(),
            wanted.to(),
            part -> {
              writer.take(part);
              requireReader(out);
            },
            bar);
    writer.end();
    buffered.flush();
    damaged.forEach(err::println);
    if (!damaged.isEmpty()) {
      err.println("muster: left out what is damaged, " + damaged.size() + " places");
    }
    if (target != null) {
      spec.commandLine().getOut().println("exported " + writer.samples() + " samples to " + target);
    }
    return damaged.isEmpty() ? 0 : Complaints.FAILED;
  }

  /** A print writer keeps its trouble to itself, such as a pipe whose reader has gone. */
  private static void requireReader(Writer out) {
    if (out instanceof PrintWriter printing && printing.checkError()) {
      throw new AppException("standard output: nobody reads it any more");
    }
  }
}
