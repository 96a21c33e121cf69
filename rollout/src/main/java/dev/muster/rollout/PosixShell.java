package dev.muster.rollout;

import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Linux and macOS: scripts are given to sh's input. */
record PosixShell() implements Shell {
  private static final Control CONTROL = new Control("control", ScriptTexts.of("control.sh"));

  @Override
  public Control control() {
    return CONTROL;
  }

  @Override
  public String path(String base, String name) {
    return base + "/" + name;
  }

  @Override
  public SshConnection.Result look(SshConnection connection, int port) throws SshException {
    return Scripts.run(
        connection,
        Scripts.with(Map.of("port", String.valueOf(port)), ScriptTexts.of("look.sh")),
        Installer.SHORT);
  }

  @Override
  public SshConnection.Result prepare(SshConnection connection, String base) throws SshException {
    return Scripts.run(
        connection, Scripts.with(Shell.base(base), ScriptTexts.of("prepare.sh")), Installer.SHORT);
  }

  @Override
  public SshConnection.Result control(
      SshConnection connection, String base, List<String> words, Duration timeout)
      throws SshException {
    String script = "sh \"$base/control\" " + String.join(" ", words) + " </dev/null";
    return Scripts.run(connection, Scripts.with(Shell.base(base), script), timeout);
  }
}
