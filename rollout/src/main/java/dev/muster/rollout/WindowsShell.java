package dev.muster.rollout;

import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * Windows with OpenSSH's server and Windows PowerShell 5.1, whether cmd.exe or PowerShell is its
 * log-in shell: a script is put into the user's home over SFTP, run as a file, and takes itself
 * away. So the command lines are of words that need no quotes in any shell and stay far below
 * cmd.exe's 8,191 characters.
 */
record WindowsShell() implements Shell {
  /** What every command begins with. */
  static final String POWERSHELL =
      "powershell.exe -NoLogo -NoProfile -NonInteractive -ExecutionPolicy Bypass";

  /** PowerShell takes seconds to start, a service some more to stop. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final String WORD = "muster-windows";
  private static final Control CONTROL = new Control("control.ps1", ScriptTexts.of("control.ps1"));

  /** Whether there is a PowerShell. */
  boolean isThere(SshConnection connection) throws SshException {
    return Scripts.command(
            connection, POWERSHELL + " -Command Write-Output " + WORD, Installer.SHORT)
        .output()
        .strip()
        .endsWith(WORD);
  }

  @Override
  public Control control() {
    return CONTROL;
  }

  /** As OpenSSH's SFTP names files there: {@code /C:/Program Files/…}. */
  @Override
  public String path(String base, String name) {
    return "/" + base + "/" + name;
  }

  @Override
  public SshConnection.Result look(SshConnection connection, int port) throws SshException {
    return run(
        connection,
        with(Map.of("port", String.valueOf(port)), ScriptTexts.of("look.ps1")),
        PATIENCE);
  }

  @Override
  public SshConnection.Result prepare(SshConnection connection, String base) throws SshException {
    return run(connection, with(Shell.base(base), ScriptTexts.of("prepare.ps1")), PATIENCE);
  }

  @Override
  public SshConnection.Result control(
      SshConnection connection, String base, List<String> words, Duration timeout)
      throws SshException {
    String call = words.stream().map(word -> " '" + word + "'").collect(Collectors.joining());
    return run(connection, with(Shell.base(base), "& \"$base/control.ps1\"" + call), max(timeout));
  }

  private static Duration max(Duration timeout) {
    return timeout.compareTo(PATIENCE) > 0 ? timeout : PATIENCE;
  }

  private static SshConnection.Result run(SshConnection connection, String script, Duration timeout)
      throws SshException {
    String file =
        "muster-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + ".ps1";
    connection.write(script.getBytes(StandardCharsets.US_ASCII), file, 0600);
    var said = Scripts.command(connection, POWERSHELL + " -File " + file, timeout);
    return new SshConnection.Result(said.exitStatus(), said.output(), withoutObjects(said.error()));
  }

  /** A script with its variables set, in the frame that runs it: ASCII, whatever is in a value. */
  static String with(Map<String, String> variables, String script) {
    var text = new StringBuilder();
    variables.forEach(
        (name, value) -> text.append('$').append(name).append(" = ").append(literal(value)));
    return ScriptTexts.including(
        ScriptTexts.read("frame.ps1"), name -> text.append(script).toString());
  }

  private static String literal(String value) {
    String base64 = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    return "[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('" + base64 + "'))\n";
  }

  /** An error stream without the objects that PowerShell writes there as XML for another one. */
  static String withoutObjects(String error) {
    return error
        .lines()
        .filter(line -> !line.startsWith("#< CLIXML") && !line.startsWith("<Objs "))
        .collect(Collectors.joining("\n"));
  }
}
