package dev.muster.scraper.ssh;

import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshException;
import dev.muster.ssh.SshException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/** A connection whose other end is this machine: commands are run here, ports are those here. */
public final class LocalConnection implements SshConnection {
  public final List<String> opened = new CopyOnWriteArrayList<>();
  public final AtomicInteger uploads = new AtomicInteger();
  private final Path temporary;
  private volatile boolean closed;

  /** Commands have their temporary files in this folder. */
  public LocalConnection(Path temporary) {
    this.temporary = temporary;
  }

  @Override
  public Result run(String command, byte[] input, Duration timeout, int maxOutput)
      throws SshException {
    try {
      var builder = new ProcessBuilder("sh", "-c", command);
      builder.environment().put("TMPDIR", temporary.toString());
      var process = builder.start();
      try (var in = process.getOutputStream()) {
        in.write(input);
      }
      byte[] output = process.getInputStream().readNBytes(maxOutput + 1);
      if (output.length > maxOutput) {
        process.destroyForcibly();
        throw new SshException(Kind.FAILED, "a command said more than " + maxOutput + " bytes");
      }
      byte[] error = process.getErrorStream().readAllBytes();
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new SshException(Kind.TIMEOUT, "running a command took too long");
      }
      return new Result(process.exitValue(), text(output), text(error));
    } catch (IOException e) {
      throw new SshException(Kind.FAILED, e.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SshException(Kind.LOST, "given up", e);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void upload(Path file, String remotePath, long offset, int mode, LongConsumer progress)
      throws SshException {
    uploads.incrementAndGet();
    try {
      Files.copy(file, Path.of(remotePath), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new SshException(Kind.NO_SPACE, "the disk is full there", e);
    }
  }

  @Override
  public void write(byte[] content, String remotePath, int mode) {
    throw new AssertionError("not used");
  }

  @Override
  public byte[] read(String remotePath, int maxBytes) {
    throw new AssertionError("not used");
  }

  @Override
  public long size(String remotePath) {
    throw new AssertionError("not used");
  }

  @Override
  public Channel open(String host, int port, Duration timeout) throws SshException {
    opened.add(host + ":" + port);
    var socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), 5_000);
      var in = socket.getInputStream();
      var out = socket.getOutputStream();
      return new Channel() {
        @Override
        public InputStream input() {
          return in;
        }

        @Override
        public OutputStream output() {
          return out;
        }

        @Override
        public void close() {
          try {
            socket.close();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        }
      };
    } catch (IOException e) {
      throw new SshException(Kind.FAILED, "reaching port " + port + " failed", e);
    }
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public void close() {
    closed = true;
  }
}
