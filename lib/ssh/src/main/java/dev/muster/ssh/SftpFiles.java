package dev.muster.ssh;

import dev.muster.ssh.SshException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.RemoteFile;
import net.schmizz.sshj.sftp.RenameFlags;
import net.schmizz.sshj.sftp.SFTPClient;
import org.jspecify.annotations.Nullable;

/** Files over one SFTP channel, which is opened with the first of them. */
final class SftpFiles {
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final int UNCONFIRMED_WRITES = 64;
  private static final int CHUNK_BYTES = 32_000;

  private final SSHClient ssh;
  private @Nullable SFTPClient sftp;

  SftpFiles(SSHClient ssh) {
    this.ssh = ssh;
  }

  private synchronized SFTPClient sftp() throws IOException {
    var open = sftp;
    if (open == null) {
      open = ssh.newSFTPClient();
      open.getSFTPEngine().setTimeoutMs(TIMEOUT_MILLIS);
      sftp = open;
    }
    return open;
  }

  void upload(Path file, String remotePath, long offset, int mode, LongConsumer progress)
      throws SshException {
    String what = "writing " + remotePath;
    try (var in = Files.newInputStream(file)) {
      in.skipNBytes(offset);
      filling(
          open(remotePath, mode, offset),
          offset,
          out -> {
            var buffer = new byte[CHUNK_BYTES];
            for (int n = in.readNBytes(buffer, 0, CHUNK_BYTES);
                n > 0;
                n = in.readNBytes(buffer, 0, CHUNK_BYTES)) {
              out.write(buffer, 0, n);
              progress.accept(n);
            }
          });
    } catch (IOException e) {
      throw failed(what, remotePath, e);
    }
  }

  private interface Filling {
    void into(OutputStream out) throws IOException;
  }

  /**
   * Writes and closes. Over a lost connection closing throws the very exception that writing threw,
   * which a try-with-resources cannot suppress in itself.
   */
  private static void filling(RemoteFile file, long offset, Filling filling) throws IOException {
    try {
      var out = file.new RemoteFileOutputStream(offset, UNCONFIRMED_WRITES);
      filling.into(out);
      out.flush();
    } catch (IOException | RuntimeException e) {
      closeQuietly(file);
      throw e;
    }
    file.close();
  }

  private RemoteFile open(String path, int mode, long offset) throws IOException {
    var attributes = new FileAttributes.Builder().withPermissions(mode).build();
    var file = sftp().open(path, EnumSet.of(OpenMode.WRITE, OpenMode.CREAT), attributes);
    try {
      file.setAttributes(attributes); // whatever the other side's umask is
      file.setLength(offset);
      return file;
    } catch (IOException e) {
      closeQuietly(file);
      throw e;
    }
  }

  /** After a packet that broke off, sshj writes the next one before the begin of its buffer. */
  private static void closeQuietly(RemoteFile file) {
    try {
      file.close();
    } catch (IOException | IndexOutOfBoundsException lost) {
      // What happened before is told.
    }
  }

  void write(byte[] content, String remotePath, int mode) throws SshException {
    String beside =
        remotePath
            + "."
            + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt())
            + ".part";
    try {
      filling(
          open(beside, mode, 0),
          0,
          out -> {
            for (int at = 0; at < content.length; at += CHUNK_BYTES) {
              out.write(content, at, Math.min(CHUNK_BYTES, content.length - at));
            }
          });
      sftp().rename(beside, remotePath, EnumSet.of(RenameFlags.OVERWRITE));
    } catch (IOException e) {
      var told = failed("writing " + remotePath, remotePath, e);
      removeQuietly(beside);
      throw told;
    }
  }

  private void removeQuietly(String path) {
    try {
      sftp().rm(path);
    } catch (IOException | IndexOutOfBoundsException lost) {
      // What happened before is told.
    }
  }

  byte[] read(String remotePath, int maxBytes) throws SshException {
    String what = "reading " + remotePath;
    try {
      return read(sftp().open(remotePath), what, maxBytes);
    } catch (IOException e) {
      throw Trouble.of(what, e, ssh.isConnected());
    }
  }

  private static byte[] read(RemoteFile remote, String what, int maxBytes)
      throws IOException, SshException {
    try {
      var content = new byte[Math.toIntExact(Math.min(remote.length(), maxBytes) + 1)];
      int length = 0;
      while (length < content.length) {
        int n =
            remote.read(length, content, length, Math.min(CHUNK_BYTES, content.length - length));
        if (n < 0) {
          return Arrays.copyOf(content, length);
        }
        length += n;
      }
      throw new SshException(
          Kind.FAILED, what + " failed: it is longer than " + maxBytes + " bytes");
    } finally {
      closeQuietly(remote);
    }
  }

  long size(String remotePath) throws SshException {
    try {
      var found = sftp().statExistence(remotePath);
      return found == null ? -1 : found.getSize();
    } catch (IOException e) {
      throw Trouble.of("looking at " + remotePath, e, ssh.isConnected());
    }
  }

  /** SFTP's third version, which OpenSSH speaks, does not tell a full disk from other failures. */
  private SshException failed(String what, String path, IOException cause) {
    return Trouble.mayBeNoSpace(cause) && isFull(path)
        ? Trouble.noSpace(what, cause)
        : Trouble.of(what, cause, ssh.isConnected());
  }

  /**
   * Asks by the extension statvfs@openssh.com: ten numbers, the fifth the free blocks for users.
   */
  private boolean isFull(String path) {
    int slash = path.lastIndexOf('/');
    String folder = slash > 0 ? path.substring(0, slash) : slash == 0 ? "/" : ".";
    try {
      var engine = sftp().getSFTPEngine();
      var request = engine.newExtendedRequest("statvfs@openssh.com").putString(folder);
      var answer =
          engine
              .request(request)
              .retrieve(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
              .ensurePacketTypeIs(PacketType.EXTENDED_REPLY);
      long blockSize = Math.max(answer.readUInt64(), answer.readUInt64());
      answer.readUInt64();
      answer.readUInt64();
      long free = answer.readUInt64();
      long inodes = answer.readUInt64();
      long freeInodes = answer.readUInt64();
      return free * blockSize < CHUNK_BYTES || (inodes > 0 && freeInodes == 0);
    } catch (IOException unknown) {
      return false;
    }
  }

  synchronized void close() {
    // The channel ends with the connection.
    sftp = null;
  }
}
