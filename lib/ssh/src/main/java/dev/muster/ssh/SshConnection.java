package dev.muster.ssh;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongConsumer;

/** A log-in to one client. Safe for use by many threads; closing it ends all that runs over it. */
public interface SshConnection extends AutoCloseable {
  /** What a command left; its output and its error stream are read as UTF-8. */
  record Result(int exitStatus, String output, String error) {}

  /** A stream of bytes both ways, to a port behind the client. */
  interface Channel extends AutoCloseable {
    InputStream input();

    OutputStream output();

    @Override
    void close();
  }

  /**
   * Runs a command with the log-in's own shell and awaits its end.
   *
   * @param input what it reads
   * @param maxOutput how many bytes of its output are kept at most; more is an error
   * @throws SshException if it cannot be run, takes too long, or says more
   */
  Result run(String command, byte[] input, Duration timeout, int maxOutput) throws SshException;

  /**
   * Writes a file, going on behind what is there: the caller knows that the remote file's bytes up
   * to {@code offset} are those of the local one.
   *
   * @param mode of the file, such as 0600, in octal
   * @param progress told how many bytes went since the last call
   * @throws SshException if it cannot be written whole
   */
  void upload(Path file, String remotePath, long offset, int mode, LongConsumer progress)
      throws SshException;

  /** Writes a small file whole, beside it first and then in its place. */
  void write(byte[] content, String remotePath, int mode) throws SshException;

  /**
   * A file's content.
   *
   * @throws SshException if it is not there or longer than {@code maxBytes}
   */
  byte[] read(String remotePath, int maxBytes) throws SshException;

  /** A file's length in bytes; -1 where there is none. */
  long size(String remotePath) throws SshException;

  /** Connects to an address that the client reaches, such as its own loopback. */
  Channel open(String host, int port, Duration timeout) throws SshException;

  /** Whether the other side is still there, as far as is known without asking. */
  boolean isOpen();

  @Override
  void close();
}
