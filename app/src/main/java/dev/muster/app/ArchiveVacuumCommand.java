package dev.muster.app;

import dev.muster.archive.ArchiveFile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster archive vacuum}: gives all free pages of a resting archive back. */
@Command(
    name = "vacuum",
    description =
        "Gives the archive's free space back to the disk. The server must be stopped; while it"
            + " runs it gives back what it will not need soon by itself.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 done, 1 it could not be done, 2 wrong usage."})
final class ArchiveVacuumCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ArchiveOption archive;

  @Override
  public Integer call() {
    var bar = ProgressBar.on(spec.commandLine().getErr(), "vacuuming");
    long given = ArchiveFile.vacuum(archive.file(), bar);
    var out = spec.commandLine().getOut();
    out.println(archive.file() + ": gave back " + Sizes.of(given));
    out.flush();
    return 0;
  }
}
