package dev.muster.rollout;

import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** How scripts are run on a client. */
final class Scripts {
  /** What every shell that could be somebody's log-in shell takes for the same. */
  private static final String SHELL = "sh -s";

  private static final int MOST_OUTPUT = 1 << 20;
  private static final byte[] NOTHING = {};

  private Scripts() {}

  /** A value as one word of sh, whatever is in it. */
  static String quoted(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }

  /**
   * A script with its variables set, in braces: sh reads all of it before it runs any, so that no
   * command of it can read the rest.
   */
  static String with(Map<String, String> variables, String script) {
    var text = new StringBuilder("{\n");
    variables.forEach(
        (name, value) -> text.append(name).append('=').append(quoted(value)).append('\n'));
    return text.append(script).append("\n}\n").toString();
  }

  static SshConnection.Result run(SshConnection connection, String script, Duration timeout)
      throws SshException {
    return connection.run(SHELL, script.getBytes(StandardCharsets.UTF_8), timeout, MOST_OUTPUT);
  }

  /** A command line of words that need no quotes in any shell. */
  static SshConnection.Result command(SshConnection connection, String line, Duration timeout)
      throws SshException {
    return connection.run(line, NOTHING, timeout, MOST_OUTPUT);
  }
}
