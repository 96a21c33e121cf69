package dev.muster.app;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster import}: samples from a file. */
@Command(
    name = "import",
    description =
        "Takes samples from a file of OpenMetrics or CSV, into a data folder whose server is"
            + " stopped or, with --url, into a running server.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "What is there already is not doubled: an import that was cut off is begun anew.",
      "The password stands in the environment as MUSTER_PASSWORD, or is asked for.",
      "Exit codes: 0 all is imported, 1 it could not be, 2 wrong usage or a wrong line in the file."
    })
final class ImportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ArchiveOption archive;

  @Parameters(paramLabel = "FILE", description = "What to import")
  private Path file;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "openmetrics",
      description = "openmetrics or csv. Default: ${DEFAULT-VALUE}")
  private ExportWriter.Format format;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "A running server, ours or any that takes remote write")
  private @Nullable URI url;

  @Option(
      names = "--username",
      paramLabel = "NAME",
      defaultValue = "admin",
      description = "Who logs in there. Default: ${DEFAULT-VALUE}")
  private String username;

  @Override
  public Integer call() throws IOException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new AppException(file + ": cannot be read; name a file");
    }
    var bar = ProgressBar.on(spec.commandLine().getErr(), "importing");
    try (var in = Files.newInputStream(file);
        var target = target()) {
      var run = new ImportRun(file, ImportFormat.of(format), target, bar);
      try {
        run.run(in, Files.size(file));
      } catch (ImportException e) {
        spec.commandLine().getErr().println(file + ":" + e.line() + ": " + e.getMessage());
        spec.commandLine().getErr().println("muster: " + run.soFar());
        return Complaints.WRONG_USAGE;
      }
      spec.commandLine().getOut().println(run.summary(url == null));
      return 0;
    }
  }

  private ImportTarget target() {
    if (url == null) {
      return new ImportTarget.Folder(archive.folder());
    }
    try {
      return new ImportServer(
          url, ServerAccess.trust(archive.folder()), ServerAccess.authorization(username));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--url: " + e.getMessage(), e);
    }
  }
}
