package dev.muster.rollout;

import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How a kind of system is told over SSH what to do; the scripts answer alike on all. */
sealed interface Shell permits PosixShell, WindowsShell {
  /** The one for a client that was looked at. */
  static Shell of(Facts facts) {
    return facts.system().equals("windows") ? new WindowsShell() : new PosixShell();
  }

  /**
   * Looks at a client whatever its log-in shell is: first as most are, then as Windows is.
   *
   * @throws RolloutException if it is neither
   */
  static Facts find(SshConnection connection, int port) throws SshException, RolloutException {
    var posix = new PosixShell().look(connection, port);
    if (isWhole(posix) && !isWindows(Facts.parse(posix.output()))) {
      return Facts.parse(posix.output());
    }
    var windows = new WindowsShell();
    if (!windows.isThere(connection)) {
      throw new RolloutException(
          "its log-in shell runs neither sh nor powershell.exe: it said \""
              + firstLine(posix.error() + posix.output())
              + "\"");
    }
    var result = windows.look(connection, port);
    if (!isWhole(result)) {
      throw new RolloutException(
          "its PowerShell did not run what was put there: it said \""
              + firstLine(result.error() + result.output())
              + "\"");
    }
    return Facts.parse(result.output());
  }

  private static boolean isWhole(SshConnection.Result result) {
    return Facts.parse(result.output()).isWhole();
  }

  /** Whether these are of a POSIX shell that somebody put on Windows, as Git brings one. */
  private static boolean isWindows(Facts facts) {
    return facts.system().matches("(MINGW|MSYS|CYGWIN).*");
  }

  /** The first of what a program said, fit for a sentence. */
  static String firstLine(String text) {
    String line =
        text.lines().map(String::strip).filter(one -> !one.isEmpty()).findFirst().orElse("nothing");
    return line.substring(0, Math.min(line.length(), 300)).replaceAll("\\p{Cntrl}", "?");
  }

  /** The script that stays on the client, in the folder that all is in. */
  Control control();

  /**
   * A script's file.
   *
   * @param name in the folder
   */
  record Control(String name, String text) {
    byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** How SFTP names a file. */
  String path(String base, String name);

  /** Tells what is there, changing nothing. */
  SshConnection.Result look(SshConnection connection, int port) throws SshException;

  /** Makes the folder and takes the lock. */
  SshConnection.Result prepare(SshConnection connection, String base) throws SshException;

  /**
   * Has the control script do something.
   *
   * @param words the action and its arguments, of letters, digits and {@code ._+~/-}
   */
  SshConnection.Result control(
      SshConnection connection, String base, List<String> words, Duration timeout)
      throws SshException;

  /** The variables of a script that concern a client's folder. */
  static Map<String, String> base(String base) {
    return Map.of("base", base);
  }
}
