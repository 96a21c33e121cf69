package dev.muster.app;

import dev.muster.archive.ArchiveFile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster archive verify}: reads all of the archive and names what is damaged. */
@Command(
    name = "verify",
    description =
        "Reads all of the archive, whether the server runs or not, and names what is damaged.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 all is well, 1 something is damaged, 2 wrong usage."})
final class ArchiveVerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ArchiveOption archive;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    try (var file = ArchiveFile.open(archive.file())) {
      var damaged = file.verify(ProgressBar.on(spec.commandLine().getErr(), "verifying"));
      damaged.forEach(out::println);
      out.println(
          damaged.isEmpty()
              ? archive.file() + ": all is well"
              : archive.file() + ": damaged in " + damaged.size() + " places; the rest is served");
      out.flush();
      return damaged.isEmpty() ? 0 : Complaints.FAILED;
    }
  }
}
