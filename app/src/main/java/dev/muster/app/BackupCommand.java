package dev.muster.app;

import dev.muster.archive.ArchiveFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster backup FILE}: a copy of the archive, made while the server runs. */
@Command(
    name = "backup",
    description =
        "Copies the archive into a new file while the server runs, and verifies the copy.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "To restore it, stop the server and put the copy in the place of DIR/archive.db;",
      "archive.db-wal and archive.db-shm must not be there then.",
      "Exit codes: 0 the copy is whole, 1 it could not be made, 2 wrong usage."
    })
final class BackupCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The copy; must not be there yet.")
  private Path target;

  @Mixin private ArchiveOption source;

  @Override
  public Integer call() throws Exception {
    var err = spec.commandLine().getErr();
    try (var archive = ArchiveFile.open(source.file())) {
      archive.backup(target, ProgressBar.on(err, "copying  "));
    }
    try (var copy = ArchiveFile.open(target)) {
      var damaged = copy.verify(ProgressBar.on(err, "verifying"));
      if (!damaged.isEmpty()) {
        damaged.forEach(err::println);
        throw new AppException(
            target
                + ": the copy has the archive's damage, "
                + damaged.size()
                + " places; the rest of it is whole");
      }
    }
    var out = spec.commandLine().getOut();
    out.println("backed up to " + target + ", " + Sizes.of(Files.size(target)) + ", verified");
    out.flush();
    return 0;
  }
}
