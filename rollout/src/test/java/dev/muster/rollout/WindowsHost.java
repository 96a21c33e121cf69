package dev.muster.rollout;

import dev.muster.fleet.Client;
import dev.muster.fleet.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/**
 * An SSH server that takes the command lines that OpenSSH's does on Windows, and no others; the
 * scripts are not run but recognized, and answered by a {@link WindowsMachine} with lines that end
 * as they do there. Its files are those of a folder, in which {@code C:} is one.
 */
final class WindowsHost implements AutoCloseable {
  /** What the log-in shell is. */
  enum LogInShell {
    CMD,
    POWERSHELL,
    /** A shell of Git's on the path: sh runs, and says what system it thinks it is on. */
    CMD_WITH_SH,
    /** Neither sh nor PowerShell, as on a switch. */
    NEITHER
  }

  private static final String PASSWORD = "staple battery";
  private static final Pattern RUN_FILE =
      Pattern.compile(
          Pattern.quote(WindowsShell.POWERSHELL + " -File ") + "(muster-[0-9a-f]{16}\\.ps1)");

  /** What it answers to a command. */
  record Answer(int status, String output, String error) {}

  /** Command lines that no part of a roll-out should have given. */
  final Queue<String> unexpected = new ConcurrentLinkedQueue<>();

  private final SshServer server = SshServer.setUpDefaultServer();
  private final Path root;
  private final WindowsMachine machine;
  private final LogInShell shell;

  WindowsHost(Path root, WindowsMachine machine, LogInShell shell) throws Exception {
    this.root = root;
    this.machine = machine;
    this.shell = shell;
    var keys = KeyPairGenerator.getInstance("EC");
    keys.initialize(256);
    server.setHost("127.0.0.1");
    server.setKeyPairProvider(KeyPairProvider.wrap(keys.generateKeyPair()));
    server.setPasswordAuthenticator((user, password, session) -> password.equals(PASSWORD));
    server.setFileSystemFactory(new VirtualFileSystemFactory(root));
    server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
    server.setCommandFactory((channel, line) -> new Command(line));
    server.start();
  }

  /** Its client, whose exporter listens at a port of this machine. */
  Client client() {
    return new Client(
        "lab-1",
        "",
        "127.0.0.1",
        new Client.SshLogin(server.getPort(), "pupil", new Secret(PASSWORD), null),
        new Client.ExporterAccess(machine.port(), true, "/metrics", "", null, null),
        List.of(),
        List.of(),
        false);
  }

  private final class Command extends AbstractCommandSupport {
    private final String line;

    Command(String line) {
      super(line, null);
      this.line = line;
    }

    @Override
    public void run() {
      var answer = answer(line);
      write(getOutputStream(), answer.output());
      write(getErrorStream(), answer.error());
      onExit(answer.status());
    }
  }

  private static void write(OutputStream out, String text) {
    try {
      out.write(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException gone) {
      // Whoever asked has gone.
    }
  }

  private Answer answer(String line) {
    if (line.equals("sh -s")) {
      return shell == LogInShell.CMD_WITH_SH
          ? new Answer(0, "muster=1\nsystem=MINGW64_NT-10.0-19045\nbase=/c/Users/pupil\n", "")
          : unknown("sh");
    }
    if (shell == LogInShell.NEITHER) {
      return unknown("powershell.exe");
    }
    if (line.equals(WindowsShell.POWERSHELL + " -Command Write-Output muster-windows")) {
      return new Answer(0, "muster-windows\n", "");
    }
    var file = RUN_FILE.matcher(line);
    if (!file.matches()) {
      unexpected.add(line);
      return unknown(line);
    }
    return run(root.resolve(file.group(1)));
  }

  private Answer run(Path file) {
    try {
      String script = Files.readString(file, StandardCharsets.US_ASCII);
      Files.delete(file);
      var answer = machine.run(script);
      return shell == LogInShell.POWERSHELL
          ? new Answer(
              answer.status() == 0 ? 0 : 1,
              answer.output(),
              "#< CLIXML\n<Objs Version=\"1.1.0.1\"><S S=\"progress\">x</S></Objs>\n"
                  + answer.error())
          : answer;
    } catch (IOException e) {
      return new Answer(1, "", e + "\n");
    }
  }

  private Answer unknown(String program) {
    return switch (shell) {
      case CMD, CMD_WITH_SH ->
          new Answer(
              1,
              "",
              "'"
                  + program
                  + "' is not recognized as an internal or external command,\n"
                  + "operable program or batch file.\n");
      case POWERSHELL ->
          new Answer(
              1,
              "",
              program
                  + " : The term '"
                  + program
                  + "' is not recognized as the name of a cmdlet, function, script file, or operable"
                  + " program.\n");
      case NEITHER -> new Answer(127, "", "% Unknown command\n");
    };
  }

  @Override
  public void close() throws IOException {
    server.stop(true);
    machine.close();
  }
}
