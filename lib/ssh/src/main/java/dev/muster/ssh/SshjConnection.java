package dev.muster.ssh;

import dev.muster.ssh.SshException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;
import net.schmizz.sshj.connection.channel.direct.Session;

/** A log-in by sshj. */
final class SshjConnection implements SshConnection {
  private static final int MOST_ERROR_BYTES = 16_384;

  private final SSHClient ssh;
  private final Runnable end;
  private final SftpFiles files;

  SshjConnection(SSHClient ssh, Runnable end) {
    this.ssh = ssh;
    this.end = end;
    this.files = new SftpFiles(ssh);
  }

  @Override
  public Result run(String command, byte[] input, Duration timeout, int maxOutput)
      throws SshException {
    String what = "running a command";
    var session = within(what, timeout, ssh::startSession);
    try {
      return within(what, timeout, () -> run(session, command, input, maxOutput));
    } finally {
      // Where the command still runs, the other side answers only when it ends.
      Thread.ofVirtual().start(() -> closeQuietly(session));
    }
  }

  private Result run(Session session, String command, byte[] input, int maxOutput)
      throws Exception {
    var running = session.exec(command);
    var error = reading(running.getErrorStream(), MOST_ERROR_BYTES);
    var writing = Thread.ofVirtual().start(() -> feed(running, input));
    var output = Text.read(running.getInputStream(), maxOutput);
    if (output.isCut()) {
      throw new SshException(Kind.FAILED, "a command said more than " + maxOutput + " bytes");
    }
    var said = error.get();
    running.join();
    writing.interrupt();
    return new Result(status(running), output.text(), said.text());
  }

  private static void closeQuietly(Session session) {
    try {
      session.close();
    } catch (IOException lost) {
      // It is closed all the same.
    }
  }

  /** A command that was ended by a signal, or whose end was not told, did not end well. */
  private int status(Session.Command ended) throws SshException {
    var status = ended.getExitStatus();
    if (status != null) {
      return status;
    }
    if (ended.getExitSignal() == null) {
      throw new SshException(Kind.LOST, "the connection was lost while running a command");
    }
    return 255;
  }

  private static void feed(Session.Command running, byte[] input) {
    try (var out = running.getOutputStream()) {
      out.write(input);
    } catch (IOException ended) {
      // It ended without reading all of it; its status tells whether that is right.
    }
  }

  private static FutureTask<Text> reading(InputStream in, int most) {
    var task =
        new FutureTask<>(() -> {
          var kept = Text.read(in, most);
          in.transferTo(OutputStream.nullOutputStream());
          return kept;
        });
    Thread.ofVirtual().start(task);
    return task;
  }

  /** The first of what a stream says, and whether there is more. */
  private record Text(String text, boolean isCut) {
    static Text read(InputStream in, int most) throws IOException {
      byte[] bytes = in.readNBytes(most + 1);
      boolean cut = bytes.length > most;
      return new Text(new String(bytes, 0, cut ? most : bytes.length, StandardCharsets.UTF_8), cut);
    }
  }

  @Override
  public void upload(Path file, String remotePath, long offset, int mode, LongConsumer progress)
      throws SshException {
    files.upload(file, remotePath, offset, mode, progress);
  }

  @Override
  public void write(byte[] content, String remotePath, int mode) throws SshException {
    files.write(content, remotePath, mode);
  }

  @Override
  public byte[] read(String remotePath, int maxBytes) throws SshException {
    return files.read(remotePath, maxBytes);
  }

  @Override
  public long size(String remotePath) throws SshException {
    return files.size(remotePath);
  }

  @Override
  public Channel open(String host, int port, Duration timeout) throws SshException {
    String what = "reaching " + host + " port " + port + " through SSH";
    return new Tunnel(within(what, timeout, () -> ssh.newDirectConnection(host, port)));
  }

  /** Something that the other side answers. */
  @FunctionalInterface
  private interface Asked<T> {
    T answer() throws Exception;
  }

  private <T> T within(String what, Duration timeout, Asked<T> asked) throws SshException {
    var task = new FutureTask<>(asked::answer);
    Thread.ofVirtual().start(task);
    try {
      return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new SshException(
          Kind.TIMEOUT, what + " took longer than " + timeout.toSeconds() + " s", late);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SshException(Kind.LOST, what + " was given up", e);
    } catch (CancellationException e) {
      throw new SshException(Kind.LOST, what + " was given up", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SshException told) {
        throw told;
      }
      throw Trouble.of(what, cause(e), isOpen());
    }
  }

  private static Exception cause(ExecutionException e) {
    return e.getCause() instanceof Exception cause ? cause : e;
  }

  @Override
  public boolean isOpen() {
    return ssh.isConnected() && ssh.isAuthenticated();
  }

  @Override
  public void close() {
    files.close();
    end.run();
  }

  private record Tunnel(DirectConnection connection) implements Channel {
    @Override
    public InputStream input() {
      return connection.getInputStream();
    }

    @Override
    public OutputStream output() {
      return connection.getOutputStream();
    }

    @Override
    public void close() {
      try {
        connection.close();
      } catch (IOException lost) {
        // It is closed all the same.
      }
    }
  }
}
