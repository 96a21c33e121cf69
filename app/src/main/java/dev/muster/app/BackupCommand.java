package dev.muster.app;

import dev.muster.archive.ArchiveFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster backup TARGET}: a copy to restore from, made while the server runs. */
@Command(
    name = "backup",
    description =
        "Copies what a restore needs into a new folder while the server runs, and verifies it:"
            + " archive, authority, users, tokens, fleet file and the files that it names.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "To restore it, stop the server, put the folder in the place of the data folder, start.",
      "Exit codes: 0 the copy is whole, 1 it could not be made or is not, 2 wrong usage."
    })
final class BackupCommand implements Callable<Integer> {
  private static final String ARCHIVE_ALONE = ".db";

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TARGET",
      description =
          "The folder, which must not be there yet; or a file whose name ends with .db, for the"
              + " archive alone.")
  private Path target;

  @Mixin private ArchiveOption source;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The fleet file the server reads. Default: fleet.xml in the data folder")
  private @Nullable Path config;

  @Option(
      names = "--verify",
      description = "Checks the backup in the folder TARGET instead, file by file.")
  private boolean verify;

  @Override
  public Integer call() throws IOException {
    boolean archiveAlone = target.toString().endsWith(ARCHIVE_ALONE) && !Files.isDirectory(target);
    if (verify) {
      if (config != null) {
        throw new ParameterException(spec.commandLine(), "--verify reads no fleet file");
      }
      return verifyFolder();
    }
    if (archiveAlone && config != null) {
      throw new ParameterException(
          spec.commandLine(), "--config is for a folder, and " + target + " is a file's name");
    }
    return archiveAlone ? archive() : folder();
  }

  private int verifyFolder() throws IOException {
    var found = BackupSums.verify(target, ProgressBar.on(spec.commandLine().getErr(), "verifying"));
    var out = spec.commandLine().getOut();
    found.forEach(out::println);
    out.println(
        found.isEmpty() ? target + ": all is well" : target + ": " + found.size() + " are wrong");
    out.flush();
    return found.isEmpty() ? 0 : Complaints.FAILED;
  }

  private int folder() {
    var data = source.folder();
    var contents = BackupContents.of(data, config == null ? data.resolve("fleet.xml") : config);
    var err = spec.commandLine().getErr();
    var damaged = new BackupFolder(data, target, err).write(contents);
    contents.leftOut().forEach(left -> err.println("not in the backup: " + left));
    complain(damaged);
    return done(
        contents.files().size()
            + (Files.exists(data.resolve(Users.FILE)) ? 2 : 1)
            + " files, archive ",
        archiveSize(target));
  }

  private int archive() throws IOException {
    var err = spec.commandLine().getErr();
    try (var archive = ArchiveFile.open(source.file())) {
      archive.backup(target, ProgressBar.on(err, "copying  "));
    }
    try (var copy = ArchiveFile.open(target)) {
      complain(copy.verify(ProgressBar.on(err, "verifying")));
    }
    return done("", Files.size(target));
  }

  private static long archiveSize(Path folder) {
    return folder.resolve(BackupContents.ARCHIVE).toFile().length();
  }

  private void complain(List<String> damaged) {
    damaged.forEach(spec.commandLine().getErr()::println);
    if (!damaged.isEmpty()) {
      throw new AppException(
          target
              + ": the copy has the archive's damage, "
              + damaged.size()
              + " places; the rest of it is whole");
    }
  }

  private int done(String what, long bytes) {
    var out = spec.commandLine().getOut();
    out.println("backed up to " + target + ", " + what + Sizes.of(bytes) + ", verified");
    out.flush();
    return 0;
  }
}
