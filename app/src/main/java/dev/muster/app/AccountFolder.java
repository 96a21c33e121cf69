package dev.muster.app;

import dev.muster.archive.account.AccountRefusedException;
import dev.muster.archive.account.AccountStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** The data folder whose users and tokens a subcommand works on; it must be there. */
final class AccountFolder {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "The data folder of the server. Default: ${DEFAULT-VALUE}")
  private Path data;

  Path path() {
    return data;
  }

  /**
   * Works on the users and tokens, which a running server may have open too.
   *
   * @throws AppException if there is no such folder, or with the sentence of what was refused
   */
  <T> T on(Function<AccountStore, T> work) {
    if (!Files.isDirectory(data)) {
      throw new AppException("there is no data folder " + data + "; give the one of muster up");
    }
    try (var store = Users.open(DataFolder.openOrMake(data), InstantSource.system())) {
      return work.apply(store);
    } catch (AccountRefusedException | IllegalArgumentException e) {
      throw new AppException(String.valueOf(e.getMessage()), e);
    }
  }
}
